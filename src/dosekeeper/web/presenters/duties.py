"""What is open on a course, and what comes next: each with the act that settles it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.urls import reverse

from dosekeeper.core.acts import COURSE_VERBS
from dosekeeper.core.case import Case
from dosekeeper.core.chart import Chart
from dosekeeper.core.due import due
from dosekeeper.core.facts import Offer, Taken, Task
from dosekeeper.core.ledger import who_of
from dosekeeper.core.people import HOLDERS, Role
from dosekeeper.core.watch import open_watches
from dosekeeper.web.presenters.banner import evaluation_due_on
from dosekeeper.web.presenters.moments import until, when
from dosekeeper.web.presenters.strip import gap_text
from dosekeeper.web.presenters.timeline import ICONS
from dosekeeper.web.presenters.units import so_many
from dosekeeper.web.presenters.words import task_word
from dosekeeper.web.scene import Scene


Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Todo:
    """An act somebody may ask for now; ``about`` is the query that fills its form."""

    verb: str
    label: str
    about: str = ""

    def link(self, scene: Scene) -> dict[str, str]:
        return {
            "label": self.label,
            "href": act_href(scene, self.verb) + self.about,
            "icon": ICONS[self.verb],
        }


def act_href(scene: Scene, verb: str) -> str:
    """Where the form of an act stands."""
    name = "course-act" if scene.is_course else "site-act"
    return reverse(name, args=[scene.id, verb])


def link_for(scene: Scene, verb: str) -> str | None:
    """The form's address, if this person may ask for the act at all."""
    known = verb in COURSE_VERBS if scene.is_course else verb in _SITE
    return act_href(scene, verb) if known and scene.may(verb) else None


_SITE = frozenset({"receive", "count", "waste", "return", "lost", "found", "resolve"})


# --- what is open ------------------------------------------------------------------------


def open_rows(scene: Scene) -> list[Row]:
    """Words owed, offers on their way, counts that do not add up: worst first.

    Of a course that has ended, the words owed alone.
    """
    chart = scene.chart
    owed = [_task(scene, task) for task in words_owed(chart) if not scene.holder]
    if chart.closed_at:
        return owed
    return [
        *owed,
        *(_case(scene, case) for case in chart.cases.values()),
        *(_offer(scene, offer) for offer in chart.offers.values()),
    ]


def words_owed(chart: Chart) -> list[Task]:
    """The tasks: calls for help before refusals, then by when they are due."""
    return sorted(chart.tasks.values(), key=lambda t: (not t.asked_for_help, t.due_at))


def _row(scene: Scene, **parts: Any) -> Row:
    todo: Todo | None = parts.pop("todo")
    may = todo is not None and scene.may(todo.verb)
    link = todo.link(scene) if todo and may else None
    return {"href": link["href"] if link else "#timeline", "action": link, **parts}


def _task(scene: Scene, task: Task) -> Row:
    late = task.due_at <= scene.now
    return _row(
        scene,
        tone="refuse" if late else "warn",
        word="Call late" if late else "Call owed",
        icon="telephone-fill",
        name=f"Call {_whom(scene, task)}",
        why=f"{task_word(task.verb)}. Say what happens now, and how they are.",
        since=until(task.due_at, scene.chart.zone, scene.now),
        since_word="before",
        todo=Todo("contact", "Say what came of it", f"?task={task.position}"),
    )


def _whom(scene: Scene, task: Task) -> str:
    return "the patient" if task.whose == scene.chart.patient else scene.name(task.whose)


def _case(scene: Scene, case: Case) -> Row:
    verb, word = ("resolve", "Close it") if not case.gap else ("count", "Count again")
    if verb == "resolve" and not scene.may("resolve"):
        verb, word = "count", "Count again"
    about = f"?case={case.position}" if verb == "resolve" else f"?hand={case.hand}"
    return _row(
        scene,
        tone="warn",
        word="Count open",
        icon=None,
        name=f"{case.counted} counted in {scene.hand_name(case.hand)}",
        why=f"{gap_text(case.gap).capitalize()}. Nothing is filled until it is explained.",
        since=when(case.at, scene.chart.zone, scene.now),
        since_word="since",
        todo=Todo(verb, word, about),
    )


def _offer(scene: Scene, offer: Offer) -> Row:
    units = so_many(offer.movements[0].product, offer.units)
    mine = offer.recipient == scene.own_hand
    verb, word = ("accept", "I have them") if mine else ("expire", "Call back")
    late = scene.now >= offer.at + _patience(scene)
    return _row(
        scene,
        tone="info" if mine else "quiet",
        word="For you" if mine else "On its way",
        icon="truck",
        name=f"{units} for {'you' if mine else scene.name(who_of(offer.recipient))}",
        why="Say so when they are in your hands." if mine else "Not taken over yet.",
        since=when(offer.at, scene.chart.zone, scene.now),
        since_word="since",
        todo=Todo(verb, word, f"?offer={offer.position}") if mine or late else None,
    )


def _patience(scene: Scene) -> timedelta:
    return timedelta(hours=scene.limit("offer-expired", "hours-min"))


# --- what comes next ----------------------------------------------------------------------


def actions(scene: Scene) -> dict[str, Any]:
    """One primary act, the few that are usual for the role, and the rest folded away."""
    if scene.chart.closed_at:
        return _after_the_end(scene)
    first = next(_next(scene), None)
    usual = [verb for verb in _USUAL[scene.role] if scene.may(verb) and _sensible(scene, verb)]
    rest = [
        verb
        for verb in LABELS
        if verb not in usual and scene.may(verb) and _sensible(scene, verb)
    ]
    others = [_todo(scene, verb) for verb in usual if not first or verb != first.verb]
    if first is None and others:
        first, others = others[0], others[1:]
    return {
        "primary": first.link(scene) if first else None,
        "others": [todo.link(scene) for todo in others],
        "more": [_todo(scene, verb).link(scene) for verb in rest],
    }


def _after_the_end(scene: Scene) -> dict[str, Any]:
    """Who is not well asks for help as before, and is called; and what is left is ended."""
    asks = ("report", "return", "share", "revoke") if scene.holder else ("contact", "revoke")
    todos = [_todo(scene, v) for v in asks if scene.may(v) and _sensible(scene, v)]
    links = [todo.link(scene) for todo in todos]
    return {"primary": links[0], "others": links[1:]} if links else {}


def _todo(scene: Scene, verb: str) -> Todo:
    own = verb == "revoke" and scene.role is Role.DELEGATE
    return Todo(verb, "Give up your role" if own else LABELS[verb])


LABELS = {
    "dose": "Give a dose",
    "count": "Count the doses",
    "fill": "Fill",
    "prescribe": "Prescribe",
    "evaluate": "Sign an evaluation",
    "weigh": "Weigh",
    "contact": "Say what came of a call",
    "accept": "Take over doses",
    "decline": "Do not take them",
    "hand-over": "Hand over",
    "return": "Return for destruction",
    "waste": "Waste",
    "lost": "Report a loss",
    "found": "Report found doses",
    "resolve": "Close a count difference",
    "check-source": "Check for another source",
    "plan": "State the plan",
    "agree": "Sign the agreement",
    "appoint": "Appoint a trusted person",
    "revoke": "End a trusted person's role",
    "level": "Set the access level",
    "stop": "Stop the prescription",
    "expire": "Call an offer back",
    "correct": "Correct an entry",
    "waive": "Override a rule",
    "close": "Close the course",
    "check-in": "Say how you are",
    "report": "Something is wrong",
    "observe": "Write down how they are",
    "identify": "See who somebody is",
    "follow": "Set the daily check-in",
    "share": "What my trusted person sees",
    "acknowledge": "Take on what is due",
}
_USUAL = {
    Role.PRESCRIBER: ("evaluate", "prescribe", "weigh", "count"),
    Role.NURSE: ("dose", "weigh", "count", "contact", "follow"),
    Role.PHARMACIST: ("fill", "contact", "check-source"),
    Role.DELEGATE: ("dose", "observe", "count", "return", "lost", "report"),
    Role.PATIENT: ("count", "return", "lost", "report"),
    Role.MANAGER: ("count", "resolve", "check-source"),
    Role.AUDITOR: (),
}


def _next(scene: Scene) -> Iterator[Todo]:
    """What this person would come here for, the most pressing first."""
    chart, role = scene.chart, scene.role
    if role in HOLDERS:
        yield from _next_at_home(scene)
        return
    if chart.tasks and scene.may("contact"):
        task = words_owed(chart)[0]
        says = f"Call {_whom(scene, task)}, then say how"
        yield Todo("contact", says, f"?task={task.position}")
    for case in chart.cases.values():
        if not case.gap and scene.person not in case.counters and scene.may("resolve"):
            yield Todo("resolve", "Close the count difference", f"?case={case.position}")
    if role is Role.PRESCRIBER:
        yield from _next_to_sign(scene)
    if role is Role.PHARMACIST and _sensible(scene, "fill"):
        yield Todo("fill", "Fill")


def _watches(scene: Scene) -> list[Taken]:
    hours = scene.limit("settleable", "watch-hours-max")
    return open_watches(scene.chart, scene.now, hours)


def _next_at_home(scene: Scene) -> Iterator[Todo]:
    chart = scene.chart
    if not any(actor.person == scene.person for actor in chart.agreed):
        yield Todo("agree", "Read and sign the agreement")
    for offer in chart.offers.values():
        if offer.recipient == scene.own_hand:
            units = so_many(offer.movements[0].product, offer.units)
            yield Todo("accept", f"I have the {units}", f"?offer={offer.position}")
    if _differs(scene):
        yield Todo("count", "Count again")
    if scene.role is Role.DELEGATE and any(
        dose.act.given_by == scene.person for dose in _watches(scene)
    ):
        yield Todo("observe", "Write down how they are")
    if scene.role is Role.DELEGATE and chart.held(scene.own_hand):
        yield Todo("dose", "Give a dose")


def _differs(scene: Scene) -> bool:
    """Whether the last count of one's own hand does not agree with the books."""
    return any(case.hand == scene.own_hand for case in scene.chart.cases.values())


def _next_to_sign(scene: Scene) -> Iterator[Todo]:
    chart = scene.chart
    if chart.plan is None:
        yield Todo("plan", "State the plan")
    if not any(actor.role is Role.PRESCRIBER for actor in chart.agreed):
        yield Todo("agree", "Sign the agreement")
    due_on = evaluation_due_on(scene)
    if due_on is None or due_on < scene.today:
        yield Todo("evaluate", "Sign the evaluation")
    script = chart.script
    if script is None or script.ends_on <= scene.today or not script.units_left:
        yield Todo("prescribe", "Prescribe")


def _sensible(scene: Scene, verb: str) -> bool:
    """Whether there is anything the act could be about; the desk judges the rest."""
    chart = scene.chart
    mine = [o for o in chart.offers.values() if o.recipient == scene.own_hand]
    held = chart.held(scene.own_hand) if scene.holder else chart.home_units()
    stock = bool(scene.shelves.keys() & scene.works_at)
    there = {
        "accept": bool(mine),
        "decline": bool(mine),
        "expire": bool(chart.offers),
        "contact": bool(chart.tasks),
        "resolve": any(not case.gap for case in chart.cases.values()),
        "fill": chart.script is not None and bool(scene.works_at & scene.places.keys()),
        "stop": chart.script is not None,
        "revoke": any(
            t.revoked_at is None
            and (scene.role is not Role.DELEGATE or t.delegate == scene.person)
            for t in chart.trusts.values()
        ),
        # A patient with nothing in hand is not asked to count it.
        "count": scene.role is not Role.PATIENT or bool(held) or _differs(scene),
        "hand-over": bool(held),
        "dose": bool(held) or (stock and not scene.holder),
        "return": bool(held),
        "waste": bool(held),
        "lost": bool(held),
        "found": any(h == "unaccounted" for h, _, _, _ in chart.books.items()),
        "waive": False,
        "agree": not any(actor.person == scene.person for actor in chart.agreed),
        "identify": any(
            t.revoked_at is None and t.identified_at is None for t in chart.trusts.values()
        ),
        "observe": bool(_watches(scene)),
        "acknowledge": bool(due(chart, scene.policy, scene.now)),
    }
    return there.get(verb, True)
