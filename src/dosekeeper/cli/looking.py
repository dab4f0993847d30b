"""What somebody may see from a command line: the same as in the web, and nothing more."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from dosekeeper.cli.identity import As, Token, acting_person
from dosekeeper.cli.terminal import clock, say, say_json, table
from dosekeeper.core.chart import Chart
from dosekeeper.core.events import Entry, Refused
from dosekeeper.core.ledger import HandKind, kind_of
from dosekeeper.core.units import days_between
from dosekeeper.wording import (
    counted,
    day_text,
    entry_sentence,
    hand_name,
    instant_text,
    label,
    product_text,
)


if TYPE_CHECKING:
    from dosekeeper.store.register import RegisterLine

CourseId = Annotated[str, typer.Argument(metavar="COURSE", help="The course's id.")]
AsJson = Annotated[bool, typer.Option("--json", help="Answer as JSON.")]
LAST = 12
Names = Mapping[str, str]


def courses(
    *,
    username: As = "",
    token: Token = "",
    closed: Annotated[bool, typer.Option("--closed", help="Closed courses too.")] = False,
    as_json: AsJson = False,
) -> None:
    """List the courses you have to do with, whoever needs a look first on top."""
    person = acting_person(username, token)
    from dosekeeper.door import present_course_row
    from dosekeeper.store import directory
    from dosekeeper.store.courses import courses_of

    rows = courses_of(person, closed=closed)
    names = directory.names(row.patient for row in rows)
    if as_json:
        say_json([present_course_row(row, names) for row in rows])
        return
    say(
        table(
            ("course", "patient", "clinic", "level", "evaluated", "days left", "out", "open"),
            [
                (
                    row.course,
                    names[row.patient],
                    row.clinic,
                    row.level,
                    row.evaluated_on or ("" if row.withheld else "never"),
                    row.days_left,
                    row.home_units,
                    _open(row.open_tasks, row.open_cases, row.open_offers),
                )
                for row in rows
            ],
            right=("days left", "out"),
        )
    )


def _open(tasks: int, cases: int, offers: int) -> str:
    words = (
        (tasks, "task"),
        (cases, "difference"),
        (offers, "in transit"),
    )
    return ", ".join(f"{number} {word}" for number, word in words if number)


def chart(
    course: CourseId,
    *,
    username: As = "",
    token: Token = "",
    everything: Annotated[bool, typer.Option("--all", help="The whole timeline.")] = False,
    as_json: AsJson = False,
) -> None:
    """Show a course: who holds how many, what is prescribed, what is open, what happened."""
    found = _access(course, username, token)
    from django.utils import timezone

    from dosekeeper.door import present_chart

    names, now = names_of(found), timezone.now()
    if as_json:
        say_json(present_chart(found, names, now))
        return
    for line in _head(found, names, now):
        say(line)
    say(strip(found, names))
    entries = found.entries if everything else found.entries[-LAST:]
    if len(entries) < len(found.entries):
        say(f"… {len(found.entries) - len(entries)} earlier entries: --all", "dim")
    for entry in entries:
        say(_line(entry, found, names))
    if found.withheld:
        say(label("sharing", "withheld"), "dim")


def holdings(
    course: CourseId, *, username: As = "", token: Token = "", as_json: AsJson = False
) -> None:
    """Show who holds how many of what, by lot."""
    found = _access(course, username, token)
    from dosekeeper.door import present_holdings

    names = names_of(found)
    if as_json:
        say_json(present_holdings(found, names))
        return
    rows = [
        (held["name"], product_text(held["product"]), held["lot"], _units(held["units"]))
        for held in present_holdings(found, names)
    ]
    say(table(("who", "product", "lot", "units"), rows, right=("units",)))


def register(
    site: Annotated[str, typer.Argument(metavar="SITE", help="The site's id.")],
    *,
    product: Annotated[str, typer.Option(help="Only this product.")] = "",
    lot: Annotated[str, typer.Option(help="Only this lot.")] = "",
    username: As = "",
    token: Token = "",
    as_json: AsJson = False,
) -> None:
    """Show a site's register: every unit in and out, and what is left after each."""
    person = acting_person(username, token)
    from dosekeeper.store import directory, reading

    directory.access_site(person, site)
    lines = reading.register(site, product or None, lot or None)
    if as_json:
        say_json([register_line(line) for line in lines])
        return
    names = directory.names(line.by.person for line in lines)
    zone = reading.chart(f"site:{site}").zone
    rows = [
        (
            clock(line.at, zone),
            label("verb", line.verb),
            line.stream,
            names[line.by.person],
            line.second.person if line.second else "",
            line.product,
            line.lot or "",
            f"{line.change:+d}" if line.change else "",
            line.counted,
            line.balance,
        )
        for line in lines
    ]
    columns = (
        "when",
        "what",
        "course",
        "who",
        "beside",
        "product",
        "lot",
        "units",
        "counted",
        "left",
    )
    say(table(columns, rows, right=("units", "counted", "left")))


def register_line(line: "RegisterLine") -> dict[str, object]:
    """Return a line of the register as plain data."""
    return {
        "number": line.number,
        "stream": line.stream,
        "position": line.position,
        "verb": line.verb,
        "at": line.at.isoformat(),
        "by": line.by.person,
        "second": line.second.person if line.second else None,
        "product": line.product,
        "lot": line.lot,
        "other": line.other,
        "change": line.change,
        "counted": line.counted,
        "difference": line.difference,
        "balance": line.balance,
        "of_product": line.of_product,
    }


# --- the course in words ---------------------------------------------------------------


def _access(course: str, username: str, token: str) -> Chart:
    person = acting_person(username, token)
    from dosekeeper.door.sight import course_seen

    _, found = course_seen(person, course)
    return found


def names_of(chart: Chart) -> Names:
    """Return who the people of a chart are."""
    from dosekeeper.store import directory

    people = {chart.patient, *chart.trusts}
    for entry in chart.entries:
        people |= {entry.by.person} | ({entry.second.person} if entry.second else set())
    return directory.names(people)


def _head(chart: Chart, names: Names, now: datetime) -> Iterable[Text]:
    today = chart.day(now)
    course = chart.stream.partition(":")[2]
    title = (
        f"{names[chart.patient]} ({course}) at {chart.clinic}, {label('level', chart.level)}"
    )
    yield Text(title, "bold")
    if chart.closed_at:
        yield Text(f"  closed       {instant_text(chart.closed_at, chart.zone)}")
    if plan := chart.plan:
        yield Text(
            f"  plan         {plan.dose.text} as {product_text(plan.product)},"
            f" {counted('doses-per-week', plan.doses_per_week)},"
            f" at least {plan.spacing_hours} h apart"
        )
    if script := chart.script:
        left = script.units_left // script.signed.plan.units_per_dose
        yield Text(
            f"  prescription entry {script.position} by {names[script.prescriber]}: {left} of"
            f" {counted('doses', script.signed.doses)} left, until {day_text(script.ends_on)}"
        )
    if due_on := chart.runs_out_on:
        yield Text(f"  supply       {_until(days_between(today, due_on))}, {day_text(due_on)}")
    if chart.evaluations:
        last = chart.evaluations[-1]
        age = days_between(chart.day(last.at), today)
        scores = ", ".join(f"{score.instrument} {score.value}" for score in last.act.scores)
        yield Text(
            f"  evaluation   {counted('days', age)} ago by {names[last.by]}"
            + (f": {scores}" if scores else "")
        )
    for trust in chart.trusts.values():
        state = "holds the role" if trust.holds_role(today) else "does not hold the role"
        yield Text(f"  trusted      {names[trust.delegate]} {state}")
    yield from _open_things(chart, names)


def _until(days: int) -> str:
    if days < 0:
        return f"ran out {counted('days', -days)} ago"
    return f"lasts {counted('days', days)} more" if days else "runs out today"


def _open_things(chart: Chart, names: Names) -> Iterable[Text]:
    for offer in chart.offers.values():
        taker = hand_name(offer.recipient, names)
        yield Text(f"  in transit   entry {offer.position}: {offer.units} units for {taker}")
    for case in chart.cases.values():
        where = hand_name(case.hand, names)
        yield Text(f"  difference   entry {case.position}: {case.gap:+d} in {where}", "red")
    for task in chart.tasks.values():
        due = clock(task.due_at, chart.zone)
        whose = task.whose
        whom = "the patient" if whose == chart.patient else names.get(whose, whose)
        refused = f"{label('verb', task.verb)} was refused"
        why = "called for help" if task.asked_for_help else refused
        yield Text(
            f"  task         entry {task.position}: reach {whom} by {due} ({why})",
            "red",
        )


def _units(units: int | None) -> int | str:
    return label("sharing", "uncounted") if units is None else units


def strip(chart: Chart, names: Names) -> Text:
    """Draw the custody strip: every unit that came in, by the hand it is in now."""
    held: dict[str, int] = {}
    came = 0
    for holder, _, _, units in chart.books.items():
        if kind_of(holder) in {HandKind.SOURCE, HandKind.STOCK}:
            came -= units
        else:
            name = hand_name(holder, names)
            held[name] = held.get(name, 0) + units
    blind = {hand_name(holder, names) for holder in chart.uncounted}
    told = (f"{name} {_units(None if name in blind else n)}" for name, n in held.items())
    parts = " │ ".join(told) or "nothing yet"
    whole = "" if blind else f"  = {came} units in all"
    return Text.assemble(("  hands        ", "bold"), f"{parts}{whole}")


def _line(entry: Entry, chart: Chart, names: Names) -> Text:
    when = clock(entry.at, chart.zone)
    style = "red" if isinstance(entry.fact, Refused) else ""
    if entry.position in chart.struck:
        style = "dim strike"
    return Text.assemble(
        (f"{entry.position:4} {when}  ", "dim"),
        (entry_sentence(entry, names, chart.zone), style),
    )
