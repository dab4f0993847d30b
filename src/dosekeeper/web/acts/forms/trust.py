"""Forms of the acts of ``core.acts.trust``: appointed, seen, vetted and trained, ended."""

from collections.abc import Sequence
from typing import Any

from django import forms
from typing_extensions import override

from dosekeeper.core.people import Role
from dosekeeper.web.acts.fields import Day, Pick, Whole, Words, YesNo
from dosekeeper.web.acts.forms.base import ActForm, Fact
from dosekeeper.web.presenters.units import so_many_in
from dosekeeper.wording import counted
from dosekeeper.wording.training import graded, questions


VETTING = ("adult", "in_treatment", "patients", "paid")


class Agree(ActForm):
    """Sign the agreement in one's own role; a trusted person answers for it first."""

    verb = "agree"
    title = "The agreement"
    button = "I agree"
    text_version = forms.CharField(widget=forms.HiddenInput(), initial="1")
    read = forms.BooleanField(label="I have read this and I agree")

    @property
    def is_delegate(self) -> bool:
        """Whether whoever signs is to hold the box."""
        return self.scene.role is Role.DELEGATE

    @property
    def supply_lasts(self) -> str:
        """The longest a prescription lasts, as the policy of the course has it."""
        return self._days("days-supply")

    @property
    def looked_again(self) -> str:
        """After how long the doctor looks again, at the latest."""
        return self._days("evaluation-due")

    def _days(self, rule: str) -> str:
        most = self.scene.policy.value(rule, "days-max", self.scene.today)
        return counted("days", int(most.amount))

    @override
    def set_up(self) -> None:
        if not self.is_delegate:
            return
        about: dict[str, forms.Field] = {
            "adult": YesNo(label="Are you 18 or older?"),
            "in_treatment": YesNo(label="Are you in ketamine treatment yourself?"),
            "patients": Whole(
                label="For how many others do you keep ketamine?", least=0, suffix="others"
            ),
            "paid": YesNo(label="Does the patient pay you for it?"),
        }
        known: dict[str, forms.Field] = {
            f"training-{question.word}": YesNo(label=question.asks) for question in questions()
        }
        self.fields = {**about, **known, **self.fields}

    @override
    def part(self, name: str) -> Any:
        if name == "vetting":
            if not self.is_delegate:
                return None
            return {each: self.cleaned_data.get(each) for each in VETTING}
        if name == "training":
            return self._training() if self.is_delegate else None
        return super().part(name)

    def _training(self) -> dict[str, Any]:
        answers = {
            question.word: self.cleaned_data.get(f"training-{question.word}")
            for question in questions()
        }
        training = graded(answers)
        return {
            "version": training.version,
            "right": training.right,
            "questions": training.questions,
        }


class Appoint(ActForm):
    """Name the trusted person."""

    verb = "appoint"
    title = "Appoint a trusted person"
    button = "Appoint"
    intro = "They hold the doses once they have signed, and the clinic has seen who they are."
    delegate = Words(label="Who", help_text="Their id in the directory", max_length=64)
    relation = Words(label="Relation to the patient")
    legal_basis = Words(
        label="Why they may hold it", help_text="For example: shares the household"
    )
    consent = Words(label="How the patient agreed", help_text="For example: asked her alone")
    identity = Words(
        label="Seen who they are, by",
        help_text="For example: passport. Leave empty if nobody has looked yet.",
        required=False,
    )
    backup = forms.BooleanField(label="Holds only when nobody else does", required=False)
    from_on = Day(label="From", required=False, help_text="Leave empty for today")
    until_on = Day(label="Until", required=False)
    fold = ("backup", "from_on", "until_on")
    fold_label = "As a backup, or for a time"

    @override
    def set_up(self) -> None:
        if self.scene.role is Role.PATIENT:  # it is hers to trust, and the clinic's to look
            del self.fields["consent"], self.fields["identity"]


class Revoke(ActForm):
    """End a delegate's role."""

    verb = "revoke"
    title = "End a trusted person's role"
    button = "End the role"
    intro = "At once. What they hold is theirs to hand back, and they will be asked to."
    delegate = Pick(label="Whose")
    reason = Words(label="Why", required=False)

    @override
    def set_up(self) -> None:
        scene = self.scene
        live = [t.delegate for t in scene.chart.trusts.values() if t.revoked_at is None]
        choices = [(who, scene.name(who)) for who in live]
        if scene.role is Role.DELEGATE:  # nobody ends another's role in passing
            self.title, self.button = "Give up your role", "Give it up"
            self.intro = "At once. What you hold stays yours to hand back."
            choices = [choice for choice in choices if choice[0] == scene.person]
        self.offer("delegate", choices, nothing="There is no trusted person.")

    @override
    def facts(self) -> Sequence[Fact]:
        """What is still in the hands of whoever gives up the role."""
        scene, facts = self.scene, []
        own = scene.role is Role.DELEGATE
        for trust in scene.chart.trusts.values():
            held = [
                so_many_in(scene, holder, product, units)
                for holder, product, _, units in scene.chart.books.items()
                if holder == scene.chart.hand_of(trust.delegate)
            ]
            if held and (not own or trust.delegate == scene.person):
                hand_back = "; hand them back" if own else ", to be handed back"
                name = "You hold" if own else f"{scene.name(trust.delegate)} holds"
                facts.append({"label": name, "value": f"{', '.join(held)}{hand_back}"})
        return facts


class Identify(ActForm):
    """Say that the clinic has seen who a trusted person is."""

    verb = "identify"
    title = "See who somebody is"
    button = "I have seen it"
    intro = "Nothing is handed to a trusted person before the clinic has seen who they are."
    delegate = Pick(label="Who", large=True)
    method = Words(label="Seen by", help_text="For example: passport, driving licence")

    @override
    def set_up(self) -> None:
        scene = self.scene
        live = [t for t in scene.chart.trusts.values() if t.revoked_at is None]
        live.sort(key=lambda trust: trust.identified_at is not None)
        choices = [(each.delegate, scene.name(each.delegate)) for each in live]
        self.offer("delegate", choices, nothing="There is no trusted person.")
