"""An answer of the desk in words: what, why not, on what evidence, until when, the way out."""

from collections.abc import Mapping
from zoneinfo import ZoneInfo

from rich.text import Text

from dosekeeper.cli.terminal import clock, say
from dosekeeper.core.chart import Chart
from dosekeeper.core.verdict import Answer, Reason, Strength
from dosekeeper.desk.decide import Outcome
from dosekeeper.wording import (
    cite_line,
    entry_sentence,
    how_to_clear,
    label,
    sentence,
)


Names = Mapping[str, str]
STYLES = {
    Answer.ALLOWED: "bold green",
    Answer.WARNED: "bold yellow",
    Answer.REFUSED: "bold red",
    Answer.UNCHECKED: "bold magenta",
}
_MARKS = {
    Strength.REFUSE: ("x", "red"),
    Strength.OVERRIDE: ("x", "red"),
    Strength.CANNOT_TELL: ("?", "magenta"),
    Strength.WARN: ("!", "yellow"),
}


def as_data(outcome: Outcome) -> dict[str, object]:
    """Return an answer as the API gives it."""
    from dosekeeper.door import present, present_entry

    entry = present_entry(outcome.entry) if outcome.entry else None
    return {"verdict": present(outcome.verdict), "entry": entry, "again": outcome.again}


def show(outcome: Outcome, verb: str, names: Names, chart: Chart) -> None:
    """Write an answer for people."""
    zone = chart.zone
    answer = outcome.verdict.answer
    say(Text(label("answer", answer), STYLES[answer]))
    for reason in outcome.verdict.reasons:
        show_reason(reason, names, zone)
    entry = outcome.entry
    if entry is None:
        say("A rehearsal: nothing was written.", "dim")
        _show_help(outcome, verb, chart)
        return
    again = " (the first answer to this key, again)" if outcome.again else ""
    say(f"Entry {entry.position}: {entry_sentence(entry, names, zone)}{again}")
    fact = entry.fact
    if fact.task_due_at is not None:
        say(f"A clinician must reach the patient by {clock(fact.task_due_at, zone)}.")
    _show_help(outcome, verb, chart)


def _show_help(outcome: Outcome, verb: str, chart: Chart) -> None:
    from dosekeeper.door.helplines import help_for
    from dosekeeper.store import directory

    owed = outcome.entry is not None and outcome.entry.fact.task_due_at is not None
    clinic = directory.site_if_known(chart.clinic)
    lines = help_for(verb, outcome.verdict, chart.zone.key, clinic, owed=owed)
    for line in lines:
        say(f"  Help now: {line['name']}, {line['contact']}, {line['when']}.", "dim")
    for note in dict.fromkeys(line["note"] for line in lines if line["note"]):
        say(f"  {note}", "dim")


def show_reason(reason: Reason, names: Names, zone: ZoneInfo) -> None:
    """Write one reason: what it says, where its number comes from, the ways out."""
    # What could not be checked is shown as that, whatever policy makes of it.
    unknown = reason.strength is Strength.CANNOT_TELL
    mark, style = _MARKS[reason.strength if unknown else reason.treated_as]
    if reason.waived_by is not None:
        mark, style = "-", "dim"
    line = sentence(reason, names, zone)
    say(Text.assemble((f"  {mark} {reason.rule}", style), f": {line}"))
    if reason.cite:
        say(f"      {cite_line(reason.cite)}", "dim")
    for way in _ways(reason, zone):
        say(f"      {way}")


def _ways(reason: Reason, zone: ZoneInfo) -> list[str]:
    if reason.waived_by is not None:
        return [f"lifted by entry {reason.waived_by}"]
    return list(how_to_clear(reason, zone))
