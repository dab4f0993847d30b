"""Forms of the acts of ``core.acts.course``: begun, looked after, overridden, ended."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django import forms
from typing_extensions import override

from dosekeeper.core.acts import Decision, Outcome, SourceCheck, WaiveReason
from dosekeeper.core.events import Refused, course_stream
from dosekeeper.core.facts import Task
from dosekeeper.core.gates import RULES, STANDS_BEFORE
from dosekeeper.core.plan import Level
from dosekeeper.core.policy import PolicyError
from dosekeeper.core.record import entry_at
from dosekeeper.core.units import BadValueError, mg_text
from dosekeeper.web.acts.fields import Pick, Thousandths, Whole, Words, hours_from
from dosekeeper.web.acts.forms.base import ActForm, Fact, WithSecond, words_of
from dosekeeper.web.acts.forms.supply import number
from dosekeeper.web.presenters.duties import words_owed
from dosekeeper.web.presenters.moments import when
from dosekeeper.web.presenters.words import task_word
from dosekeeper.wording import label


INSTRUMENTS = (
    ("phq-9", "PHQ-9", "depression, 0 to 27"),
    ("gad-7", "GAD-7", "anxiety, 0 to 21"),
    ("craving", "Craving", "0 none to 10 cannot think of anything else"),
    ("urinary", "Urinary symptoms", "0 none to 35"),
)
A_DAY = timedelta(hours=23)
OVERRIDE_HOURS = (1, 4, 12, 24, 48, 72)


class OpenCourse(ActForm):
    """Begin a course at a clinic."""

    verb = "open"
    title = "Open a course"
    button = "Open the course"
    blame = {"zone": "policy"}  # noqa: RUF012 - as declared
    course = Words(
        label="Course",
        help_text="A short word of a-z, 0-9 and '-', for example lf-0107",
        max_length=48,
    )
    patient = Words(label="Patient", help_text="Their id in the directory", max_length=64)
    policy = Pick(label="Policy")

    @override
    def set_up(self) -> None:
        # A clinic's courses keep the clinic's rules: there is nothing to choose.
        self.offer("policy", [(self._site.policy, self._site.policy)])

    @property
    def _site(self) -> Any:
        return self.scene.places[self.scene.id]

    @property
    @override
    def stream(self) -> str:
        return course_stream(self.cleaned_data["course"])

    @override
    def part(self, name: str) -> Any:
        if name == "clinic":
            return self.scene.id
        return self._site.zone if name == "zone" else super().part(name)


class Weigh(ActForm):
    """Record the body weight."""

    verb = "weigh"
    title = "Weigh"
    button = "Record the weight"
    blame = {"weight_g": "weight_kg"}  # noqa: RUF012 - as declared
    weight_kg = Thousandths(label="Weight", suffix="kg")

    @override
    def facts(self) -> Sequence[Fact]:
        chart = self.scene.chart
        if chart.weight_g is None or chart.weighed_at is None:
            return ()
        day = when(chart.weighed_at, chart.zone, self.scene.now)["text"]
        return [{"label": f"Last, {day}", "value": f"{mg_text(chart.weight_g)} kg"}]

    @override
    def part(self, name: str) -> Any:
        return super().part("weight_kg" if name == "weight_g" else name)


class Evaluate(ActForm):
    """Sign the re-evaluation."""

    verb = "evaluate"
    title = "Sign an evaluation"
    button = "Sign the evaluation"
    intro = (
        "To let the treatment go on takes the scores that the policy asks for, or an override "
        "with its reason; to pause, taper or stop takes none. Leave out what was not asked: an "
        "unknown is no zero."
    )
    # None is preselected: what follows is the doctor's own decision.
    decision = Pick(label="What follows", large=True, choices=words_of("decision", Decision))
    note = Words(label="Note", rows=3, required=False)

    @override
    def set_up(self) -> None:
        scores = {
            f"score-{word}": Whole(
                label=name, help_text=scale, least=0, suffix="points", required=False
            )
            for word, name, scale in INSTRUMENTS
        }
        self.fields = {**scores, **self.fields}

    @override
    def facts(self) -> Sequence[Fact]:
        if not self.scene.chart.evaluations:
            return ()
        last = self.scene.chart.evaluations[-1]
        names = {word: name for word, name, _ in INSTRUMENTS}
        return [
            {
                "label": f"{names.get(s.instrument, s.instrument)} last time",
                "value": str(s.value),
            }
            for s in last.act.scores
        ]

    @override
    def part(self, name: str) -> Any:
        if name != "scores":
            return super().part(name)
        given = {word: self.cleaned_data.get(f"score-{word}") for word, _, _ in INSTRUMENTS}
        return [
            {"instrument": word, "value": value}
            for word, value in given.items()
            if value is not None
        ]

    @override
    def blame_for(self, error: BadValueError) -> None:
        place = error.field.split(".")
        if place[0] == "scores" and len(place) > 1 and place[1].isdecimal():
            score = self.part("scores")[int(place[1])]
            self.add_error(f"score-{score['instrument']}", error.message)
        else:
            super().blame_for(error)


class SetLevel(ActForm):
    """Move the course to a level of access."""

    verb = "level"
    title = "Set the access level"
    button = "Set the level"
    level = Pick(label="Level", large=True)
    reason = Words(label="Why")

    @override
    def set_up(self) -> None:
        choices = [(str(level), _level_text(self, level)) for level in Level]
        self.offer("level", choices, likely=str(self.scene.chart.level))


def _level_text(form: ActForm, level: Level) -> str:
    scene = form.scene
    word = level.lower()
    doses = scene.limit("doses-per-fill", word)
    name = label("level", level).capitalize()
    custody = str(scene.policy.value("held-by-delegate", word, scene.today).amount)
    if custody == "clinic":
        return f"{name}: nothing goes home"
    holds = label("custody", custody)
    if not doses:
        return f"{name}: {holds} holds; not offered by this policy"
    days = scene.limit("days-per-fill", word)
    return f"{name}: {holds} holds; {doses} doses, {days} days a fill"


class CheckSource(ActForm):
    """Record a look for another source."""

    verb = "check-source"
    title = "Check for another source"
    button = "Record the look"
    intro = "A register, a call, the patient's own word: say where you looked."
    result = Pick(label="Found", large=True, choices=words_of("source-check", SourceCheck))
    method = Words(label="Looked where")
    note = Words(label="Note", rows=2, required=False)

    @override
    def set_up(self) -> None:
        check = self.scene.chart.source_check
        self.initial["method"] = check.method if check else ""


class Contact(ActForm):
    """Say what came of the word that was owed."""

    verb = "contact"
    title = "What came of the call"
    button = "Record it"
    intro = (
        "A word left is not a word with them: until somebody reaches them, it stays owed. "
        "One call settles what the person you spoke with was owed by then. What others asked "
        "for stays owed."
    )
    task = Pick(label="After")
    outcome = Pick(label="What came of it", large=True, choices=words_of("outcome", Outcome))
    note = Words(label="Note", rows=3, required=False)

    @override
    def set_up(self) -> None:
        scene = self.scene
        tasks = words_owed(scene.chart)
        choices = [
            (str(t.position), f"{_after(self, t)}, {_when(self, t.opened_at)}") for t in tasks
        ]
        if len({task.whose for task in tasks}) > 1:  # only the caller knows who it was
            choices.insert(0, ("", "Choose whom you spoke with"))
        self.offer("task", choices, nothing="No word is owed now.")
        self.fields["drawn"] = forms.CharField(widget=forms.HiddenInput(), required=False)
        self.initial["drawn"] = scene.now.isoformat()

    @override
    def at(self) -> datetime | None:
        """Not after the form was drawn, if somebody called for help since.

        Whoever writes a call down has not heard what was said in the meantime.
        """
        told, drawn = super().at(), _instant(str(self.cleaned_data.get("drawn") or ""))
        if told or drawn is None:
            return told
        since = any(task.opened_at > drawn for task in self.scene.chart.tasks.values())
        return drawn if since else None

    @override
    def deed(self) -> str:
        outcome = label("outcome", str(self.cleaned_data["outcome"]))
        return f"Say what came of the call: {outcome}"

    @override
    def part(self, name: str) -> Any:
        return number(self, name) if name == "task" else super().part(name)


def _instant(text: str) -> datetime | None:
    """Read what this page wrote itself; what it did not write says nothing."""
    try:
        read = datetime.fromisoformat(text)
    except ValueError:
        return None
    return read if read.tzinfo else None


def _after(form: ActForm, task: Task) -> str:
    """What opened a task: a call for help, a refusal, or a dose told against a rule."""
    if task.asked_for_help:
        return f"{form.scene.name(task.whose)}: {task_word(task.verb).lower()}"
    if isinstance(entry_at(form.scene.chart, task.position).fact, Refused):
        return f"{label('verb', task.verb)} refused"
    return "dose told against a rule"


class Waive(WithSecond):
    """Lift one rule for one verb, once, until an instant."""

    verb = "waive"
    title = "Override a rule"
    button = "Sign the override"
    intro = "It lifts this one rule once, for this one act, and ends by itself."
    rule = Pick(label="Rule")
    of_verb = Pick(label="For")
    reason = Pick(label="Reason", large=True, choices=words_of("waive-reason", WaiveReason))
    note = Words(label="In words", rows=2)
    expires_at = Pick(label="Ends")

    @override
    def set_up(self) -> None:
        scene = self.scene
        rule = str((self.data if self.is_bound else self.asked).get("rule", ""))
        waivable = [word for word in RULES if (word, "may-waive") in scene.policy.settings]
        self.offer("rule", [(word, label("rule", word)) for word in waivable], likely=rule)
        verbs = STANDS_BEFORE.get(rule, ()) or sorted(
            {v for w in waivable for v in STANDS_BEFORE[w]}
        )
        choices = [(verb, label("verb", verb)) for verb in verbs]
        self.offer("of_verb", choices, likely=self.asked.get("of_verb"))
        if rule and not self.is_bound:
            self.fields["rule"].widget = forms.HiddenInput()
            if self.asked.get("of_verb"):
                self.fields["of_verb"].widget = forms.HiddenInput()
        most = scene.limit("waivable", "hours-max")
        hours = [each for each in OVERRIDE_HOURS if each <= most]
        ends = hours_from(scene.now, hours)
        a_day = next((at.isoformat() for at in ends if at - scene.now > A_DAY), None)
        self.offer(
            "expires_at", [(at.isoformat(), _ends(self, at)) for at in ends], likely=a_day
        )
        if self._second_wanted(rule):
            self.ask_second()

    def _second_wanted(self, rule: str) -> bool:
        try:
            return bool(self.scene.policy.value(rule, "second", self.scene.today).amount)
        except PolicyError:
            return False

    @override
    def facts(self) -> Sequence[Fact]:
        rule, verb = str(self.initial["rule"]), str(self.initial["of_verb"])
        if not self.fields["rule"].widget.is_hidden:
            return ()
        return [
            {"label": "Rule", "value": label("rule", rule)},
            {"label": "For", "value": label("verb", verb)},
        ]


class CloseCourse(ActForm):
    """End a course."""

    verb = "close"
    title = "Close the course"
    button = "Close the course"
    intro = "Every hand must be empty first."
    reason = Words(label="Why", rows=2)


def _when(form: ActForm, at: datetime) -> str:
    return when(at, form.scene.chart.zone, form.scene.now)["text"]


def _ends(form: ActForm, at: datetime) -> str:
    hours = round((at - form.scene.now).total_seconds() / 3600)
    return f"in {hours} h, {_when(form, at)}"
