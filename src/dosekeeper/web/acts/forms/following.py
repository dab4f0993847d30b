"""Forms of the acts of ``core.acts.following``: asked daily, watched, worried, signed."""

from collections.abc import Sequence
from typing import Any

from django import forms
from typing_extensions import override

from dosekeeper.core.acts import Concern, Condition, Topic
from dosekeeper.core.due import due
from dosekeeper.core.follow_up import missed_in_a_row
from dosekeeper.core.people import Role
from dosekeeper.core.watch import open_watches
from dosekeeper.door.rounds import lists_of
from dosekeeper.store import directory
from dosekeeper.web.acts.fields import Pick, Whole, Words, YesNo
from dosekeeper.web.acts.forms.base import ActForm, Fact, words_of
from dosekeeper.web.acts.forms.supply import number
from dosekeeper.web.presenters.moments import when, when_day
from dosekeeper.wording import counted, label


HOURS = range(12, 24)


class Share(ActForm):
    """Let the trusted person see more than the box, or less."""

    verb = "share"
    title = "What your trusted person sees"
    button = "Share this, and nothing else"
    intro = "They always see the box and its doses. Beside that, only what you tick here."

    @override
    def set_up(self) -> None:
        for topic in Topic:
            text = label("topic", topic)
            self.fields[topic] = forms.BooleanField(
                label=f"{text[:1].upper()}{text[1:]}", required=False
            )
            self.initial[topic] = topic in self.scene.chart.shared

    @override
    def part(self, name: str) -> Any:
        if name != "topics":
            return super().part(name)
        return [str(topic) for topic in Topic if self.cleaned_data.get(topic)]


class Follow(ActForm):
    """Begin or end the daily check-in."""

    verb = "follow"
    title = "The daily check-in"
    button = "Record it"
    intro = "The patient is asked every day how they are. Days without a word are followed up."
    daily = Pick(label="Ask every day", large=True, choices=[("yes", "Yes"), ("no", "No more")])
    by_hour = Pick(label="To be answered by")

    @override
    def set_up(self) -> None:
        follow = self.scene.chart.follow
        self.initial["daily"] = "yes"
        hours = [(str(hour), f"{hour}:00") for hour in HOURS]
        self.offer("by_hour", hours, likely=str(follow.by_hour if follow else 20))

    @override
    def facts(self) -> Sequence[Fact]:
        chart, scene = self.scene.chart, self.scene
        if chart.follow is None or not chart.follow.daily or chart.followed_at is None:
            return [{"label": "Now", "value": "not asked"}]
        since = when(chart.followed_at, chart.zone, scene.now)["text"]
        missed = missed_in_a_row(chart, scene.now)
        return [
            {"label": "Asked daily since", "value": since},
            {"label": "Missed in a row", "value": counted("days", missed)},
        ]

    @override
    def part(self, name: str) -> Any:
        if name == "daily":
            return self.cleaned_data.get("daily") != "no"
        return number(self, name) if name == "by_hour" else super().part(name)


class CheckIn(ActForm):
    """Answer the daily questions."""

    verb = "check-in"
    title = "How are you today?"
    button = "Send"
    intro = "Leave out what you do not want to say. Nothing here takes anything from you."
    mood = Whole(label="Mood", help_text="0 as bad as it gets, 10 very well", least=0)
    craving = Whole(
        label="Craving",
        help_text="0 none, 10 cannot think of anything else",
        least=0,
        required=False,
    )
    liking = Whole(
        label="How much you liked the last dose",
        help_text="0 not at all, 10 very much",
        least=0,
        required=False,
    )
    sleep = Whole(label="Sleep", help_text="0 very bad, 10 very good", least=0, required=False)
    extra_doses = Whole(
        label="Doses beside the plan, since you last answered", least=0, required=False
    )
    missed_doses = Whole(
        label="Doses left out, since you last answered", least=0, required=False
    )
    alcohol = YesNo(label="Alcohol since you last answered", required=False)
    other_drugs = YesNo(label="Other drugs since you last answered", required=False)
    urinary = YesNo(label="Pain, urgency or blood when passing water", required=False)
    safe = YesNo(label="Are you safe?", required=False)
    worry = Words(label="Anything that worries you", rows=2, required=False)


class Observe(ActForm):
    """Write down how the patient is after a dose."""

    verb = "observe"
    title = "After the dose"
    button = "Write it down"
    intro = "Look every quarter of an hour. Somebody who cannot be woken needs an ambulance."
    dose = Pick(label="After the dose of")
    condition = Pick(label="They are", large=True, choices=words_of("condition", Condition))
    problem = Words(
        label="What is wrong", help_text="Needed when they are unwell", required=False
    )
    ended = forms.BooleanField(label="They are well again: the watch is over", required=False)

    @override
    def set_up(self) -> None:
        scene, chart = self.scene, self.scene.chart
        hours = scene.limit("settleable", "watch-hours-max")
        choices = [
            (str(dose.position), when(dose.at, chart.zone, scene.now)["text"])
            for dose in open_watches(chart, scene.now, hours)
        ]
        self.offer("dose", choices, nothing="No dose is being watched now.")

    @override
    def part(self, name: str) -> Any:
        return number(self, name) if name == "dose" else super().part(name)


class Report(ActForm):
    """Say that something is wrong."""

    verb = "report"
    title = "Something is wrong"
    button = "Tell the clinic"
    intro = "Somebody of the clinic answers today. In danger, call an ambulance now."
    concern = Pick(label="What is it", large=True)
    text = Words(label="In your words", rows=3, required=False)
    private = forms.BooleanField(
        label="Only for the clinic: my trusted person does not see it", required=False
    )

    @override
    def set_up(self) -> None:
        words = [
            (word, text)
            for word, text in words_of("concern", Concern)
            if self.is_patient or word != Concern.NOT_SAFE_WITH_DELEGATE
        ]
        self.offer("concern", words, likely=None)
        self.initial["concern"] = ""
        if not self.is_patient:
            del self.fields["private"]

    @property
    def is_patient(self) -> bool:
        """Whether there is somebody to keep it from."""
        return self.scene.role is Role.PATIENT

    @override
    def part(self, name: str) -> Any:
        if name == "private" and self.is_patient:
            alone = self.cleaned_data.get("concern") == Concern.NOT_SAFE_WITH_DELEGATE
            return alone or bool(self.cleaned_data.get("private"))
        return super().part(name)


class Acknowledge(ActForm):
    """Say that one has seen what is due and takes it on."""

    verb = "acknowledge"
    title = "Take it on"
    button = "I take it on"
    intro = "Nobody else is told about it for now; it stays on the list until it is done."
    expectation = Pick(label="What is due", large=True)
    note = Words(label="What you will do", required=False)

    @override
    def set_up(self) -> None:
        scene, zone = self.scene, self.scene.chart.zone
        found = due(scene.chart, scene.policy, scene.now)
        words = [
            (each.key, label("expectation", each.kind), when(each.due_at, zone, scene.now))
            for each in found
        ]
        choices = [
            (key, f"{word[:1].upper()}{word[1:]}, due {at['text']}") for key, word, at in words
        ]
        self.offer("expectation", choices, nothing="Nothing is due now.")


class SignRound(ActForm):
    """Sign that one has looked at everybody on one's list today.

    How many are on it and how many are left open is not typed in: it is counted when the
    form is drawn, and again when it is sent.
    """

    verb = "sign-round"
    title = "Sign today's round"
    button = "Sign the round"
    intro = (
        "Once a day, when everybody on the list has been looked at. Open is what needs a look"
        " and nobody has taken on; how many that are is part of the signature."
    )
    instead_of = Pick(label="Whose list", required=False)
    note = Words(label="For whoever comes after you", rows=2, required=False)

    @override
    def set_up(self) -> None:
        scene = self.scene
        doctors = directory.people_at(scene.id, Role.PRESCRIBER)
        unsigned = [d for d in doctors if (d.id, self._today) not in scene.chart.rounds]
        everybody = {scene.person, *(d.id for d in doctors)}
        self._lists = lists_of(scene.id, everybody, scene.now)
        self._unsigned = [d.id for d in unsigned]
        others = [(d.id, d.name) for d in unsigned if d.id != scene.person]
        mine = any(d.id == scene.person for d in unsigned)
        first = [("", "My own" if mine else "Choose whose")] if unsigned else []
        self.offer("instead_of", [*first, *others], nothing="Every round of today is signed.")
        self.fields["instead_of"].required = all(d.id != scene.person for d in doctors)

    @override
    def facts(self) -> Sequence[Fact]:
        found = [{"label": "Round of", "value": when_day(self._today, self._today)["text"]}]
        lists = {doctor: self._lists[doctor] for doctor in self._unsigned}
        patients = {who for one in lists.values() for who in one.left}
        names = directory.names({*lists, *patients})
        for doctor, one in lists.items():
            whose = "Your list" if doctor == self.scene.person else f"{names[doctor]}'s list"
            left = ", ".join(names[who] for who in one.left)
            opened = f"signed with {len(one.left)} open: {left}" if left else "none open"
            says = f"{counted('courses', len(one.listed))}, {opened}"
            found.append({"label": whose, "value": says})
        return found

    @property
    def _today(self) -> Any:
        return self.scene.today

    @override
    def part(self, name: str) -> Any:
        if name == "on":
            return self._today.isoformat()
        if name in {"listed", "left"}:
            whose = self.cleaned_data.get("instead_of") or self.scene.person
            return len(getattr(self._lists[whose], name))
        return super().part(name)
