"""The one question a page asks the desk: before it is sent, and when it is."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from dosekeeper import door
from dosekeeper.core.events import CUTS_OFF
from dosekeeper.core.gates import fresh_look
from dosekeeper.core.ledger import ShortError
from dosekeeper.core.people import HOLDERS
from dosekeeper.core.units import BadValueError
from dosekeeper.core.verdict import Answer as Answered
from dosekeeper.core.verdict import Verdict
from dosekeeper.desk.decide import KeyReusedError, Outcome
from dosekeeper.web.acts.forms.base import ActForm
from dosekeeper.web.presenters.duties import LABELS, link_for
from dosekeeper.web.presenters.moments import until
from dosekeeper.web.presenters.timeline import ICONS
from dosekeeper.web.presenters.verdict import Links, verdict, waiting
from dosekeeper.wording import FIRST, deed, label, panel_words


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of asking. Without a verdict the form itself says what is wrong."""

    form: ActForm
    verdict: Verdict | None = None
    outcome: Outcome | None = None
    status: int = 200

    @property
    def allowed(self) -> bool:
        return self.verdict is not None and self.verdict.allowed

    @property
    def refused(self) -> bool:
        return self.verdict is not None and not self.verdict.allowed

    @property
    def unmeasured(self) -> bool:
        """Whether nothing stands against it but what nobody has typed in yet."""
        return (
            self.verdict is not None
            and self.verdict.answer is Answered.UNCHECKED
            and self.outcome is None
            and all(r.clears_by == ("measure",) for r in self.verdict.blocking)
        )

    @property
    def wants_look(self) -> bool:
        """Whether nothing stands against it but a look for another source, just before."""
        return self.verdict is not None and {r.rule for r in self.verdict.blocking} == {
            fresh_look.RULE
        }

    @property
    def records_refusal(self) -> bool:
        """Whether the page offers to write the refusal down, with the call it opens.

        Where a look has still to be made, or who only opened the form has still to measure,
        nobody is refused anything yet.
        """
        asked = not self.wants_look and not (self.unmeasured and self.form.untouched)
        return self.refused and asked and self.outcome is None and self.form.verb in CUTS_OFF

    @property
    def deed(self) -> str:
        """What is asked for, in words."""
        form = self.form
        if said := form.deed():
            return said
        act = door.read_act(form.verb, form.plain())
        said = deed(act, form.scene.names, form.scene.chart.zone, form.moved_product())
        return said[:1].upper() + said[1:]


def rehearse(form: ActForm) -> Answer:
    """Ask what would come of it. Nothing is written and nobody signs."""
    form.unsigned()
    if not form.is_valid():
        return Answer(form)
    try:
        outcome = door.rehearse(
            form.scene.person,
            form.stream,
            form.verb,
            form.plain(),
            now=form.scene.now,
            at=form.at(),
        )
    except (BadValueError, ShortError) as error:
        _blame(form, error)
        return Answer(form)
    return Answer(form, _without_second(form, outcome.verdict))


def send(form: ActForm) -> Answer:
    """Ask for it. What was refused is written down too, with its reasons."""
    if not form.is_valid():
        return Answer(form, status=422)
    try:
        outcome = door.submit(
            form.scene.person,
            form.stream,
            form.verb,
            form.plain(),
            now=form.scene.now,
            at=form.at(),
            second=form.second(),
            key=form.cleaned_data["key"],
        )
    except (BadValueError, ShortError) as error:
        _blame(form, error)
        return Answer(form, status=422)
    except door.SecondNotKnownError:
        form.add_error("second_password", label("error", "second-unknown"))
        return Answer(form, status=422)
    except door.GuessedTooOftenError:
        form.add_error("second_password", label("error", "too-many-tries"))
        return Answer(form, status=429)
    except KeyReusedError:
        sent_before = label("error", "key-reused")
        form.add_error(None, f"{sent_before}: look at the timeline first.")
        return Answer(form, status=409)
    status = 200 if outcome.verdict.allowed else 422
    return Answer(form, outcome.verdict, outcome, status)


def _blame(form: ActForm, error: BadValueError | ShortError) -> None:
    if isinstance(error, ShortError):
        held = f"there are only {error.held}"
        error = BadValueError("units", held)
    form.blame_for(error)


def _without_second(form: ActForm, judged: Verdict) -> Verdict:
    """Leave out the reasons that the second person's signature on this form clears."""
    if not form.wants_second:
        return judged
    return Verdict(reasons=tuple(r for r in judged.reasons if r.clears_by != ("second",)))


# --- what a page draws of it ---------------------------------------------------------------


def panel(answer: Answer, link: Links | None = None, language: str = FIRST) -> dict[str, Any]:
    """The verdict panel. ``link`` says where an act is asked for, on pages of their own."""
    if answer.verdict is None or answer.unmeasured:
        return waiting(language)
    form = answer.form
    # Of what is asked for exactly, the sentences are in English.
    said = answer.deed if language == FIRST else form.title
    if form.wants_second and answer.outcome is None:
        said = str(panel_words(language)["second_below"]).format(deed=said)
    return verdict(
        form.scene,
        form.verb,
        answer.verdict,
        deed=said,
        link=link or (lambda verb: link_for(form.scene, verb)),
        task=_task(answer, language),
        language=language,
    )


def buttons(answer: Answer, back: str, language: str = FIRST) -> dict[str, Any]:
    """The button, disabled by the verdict that would refuse the request."""
    form, words = answer.form, panel_words(language)
    others: list[dict[str, str]] = []
    if answer.wants_look and (href := link_for(form.scene, "check-source")):
        look = {"label": LABELS["check-source"], "icon": ICONS["check-source"]}
        others.append({**look, "href": f"{href}?then={form.verb}"})
    if answer.records_refusal:
        others.append(
            {
                "label": words["record_own" if form.scene.role in HOLDERS else "record"],
                "icon": "telephone",
                "name": "write-down",
                "value": "refusal",
            }
        )
    others += _call(answer)
    others.append({"label": words["back" if answer.outcome else "cancel"], "href": back})
    return {
        "id": "actions",
        "primary": {"label": form.button, "disabled": answer.refused},
        "check": words["check"],
        "why": _why(answer, words),
        "others": others,
    }


def recorded(answer: Answer, language: str = FIRST) -> dict[str, str] | None:
    """A word that the refusal is written down, which looks much like the one before it."""
    if answer.outcome is None:
        return None
    words = panel_words(language)
    return {"tone": "info", "title": words["recorded"], "text": words["recorded_says"]}


def _call(answer: Answer) -> list[dict[str, str]]:
    """The way to the form of the call, for who may make it."""
    entry, scene = answer.outcome.entry if answer.outcome else None, answer.form.scene
    href = link_for(scene, "contact")
    if entry is None or entry.fact.task_due_at is None or href is None:
        return []
    about = f"{href}?task={entry.position}"
    return [{"label": panel_words()["call"], "icon": "telephone", "href": about}]


def _why(answer: Answer, words: Mapping[str, Any]) -> str:
    """Why the button is off, in one line."""
    if answer.verdict is None or answer.verdict.allowed:
        return ""
    blocking = len({reason.rule for reason in answer.verdict.blocking})
    if answer.unmeasured:
        return str(words["measure_first"])
    if answer.verdict.answer is Answered.UNCHECKED:
        return str(words["missing"])
    one, many = words["refused_by"]
    return str(one if blocking == 1 else many).format(n=blocking)


def _task(answer: Answer, language: str) -> str:
    """Who has been asked to reach the patient, once the refusal is written down."""
    form, entry = answer.form, answer.outcome.entry if answer.outcome else None
    scene = form.scene
    if entry is None or not entry.fact.task_due_at:
        return ""
    words = panel_words(language)
    due = until(entry.fact.task_due_at, scene.chart.zone, scene.now, language)["text"]
    patient = scene.chart.patient
    whom = words["you"] if scene.person == patient else scene.name(patient)
    clinic = scene.name(scene.chart.clinic)
    return str(words["task"]).format(clinic=clinic, whom=whom, due=due)
