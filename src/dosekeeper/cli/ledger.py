"""The ledger as a whole: does it hold, where is everything, where did a lot go.

For whoever keeps the machine, with the data at hand; nothing here shows a name.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dosekeeper.cli.database import open_database
from dosekeeper.cli.ends import ERROR, CommandError
from dosekeeper.cli.terminal import say, say_json, table
from dosekeeper.cli.transfer import put, read_text
from dosekeeper.core.ledger import HandKind, kind_of
from dosekeeper.core.units import BadValueError


if TYPE_CHECKING:
    from dosekeeper.store.heads import Heads
    from dosekeeper.store.verify import Report


ledger = typer.Typer(help="Check and follow every unit.", no_args_is_help=True)
AsJson = Annotated[bool, typer.Option("--json", help="Answer as JSON.")]


@ledger.command()
def verify(
    *,
    kept: Annotated[
        Path | None,
        typer.Option("--heads", metavar="FILE", help="What `ledger heads` once wrote."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Refold every journal, check every seal, compare every table; exit code 1 if not whole.

    What each entry moved is held to its act. With heads that were kept elsewhere, a journal
    that was shortened, or rewritten as a whole, is seen too.
    """
    open_database()
    before = _kept(kept) if kept else None
    from dosekeeper.store import verify as store_verify

    report = store_verify.verify(before)
    if as_json:
        say_json(
            {
                "ok": report.ok,
                "streams": report.streams,
                "entries": report.entries,
                "head": report.head,
                "kept_at": before.at.isoformat() if before else None,
                "problems": [
                    {"stream": p.stream, "position": p.position, "what": p.what}
                    for p in report.problems
                ],
            }
        )
    else:
        _say_report(report, before)
    if not report.ok:
        raise typer.Exit(ERROR)


@ledger.command()
def rebuild() -> None:
    """Write lists that drifted anew from the journals, after an upgrade that reads them anew.

    Says what was wrong first. The journals are not touched, and have to hold: else nothing is
    written. Where nothing was upgraded, find out who wrote to the tables before you do this.
    """
    open_database()
    from dosekeeper.store import rebuild as store_rebuild

    try:
        found = store_rebuild.rebuild()
    except store_rebuild.NotWholeError as error:
        raise CommandError(f"nothing is written, the journals do not hold: {error}") from error
    for problem in found:
        say(f"{problem.stream}: {problem.what}", "yellow")
    say(f"written anew: {len(found)}" if found else "the lists are what the journals say")


def _say_report(report: "Report", kept: "Heads | None") -> None:
    for problem in report.problems:
        place = f"{problem.stream} entry {problem.position}"
        say(f"{place if problem.position else problem.stream}: {problem.what}", "red")
    word = "whole" if report.ok else f"NOT whole: {len(report.problems)} problems"
    say(f"{report.streams} journals, {report.entries} entries: {word}")
    if kept:
        say(f"held to {len(kept.ends)} heads of {kept.at:%Y-%m-%d %H:%M} UTC")
    say(f"head {report.head}")


def _kept(file: Path) -> "Heads":
    """Read heads, naming the file's line where they are not whole."""
    text = read_text(file)
    from dosekeeper.store.heads import read_heads

    try:
        return read_heads(text)
    except BadValueError as error:
        place = error.field.removeprefix("line ")
        raise CommandError(f"{file}:{place}: {error.message}") from error


@ledger.command()
def heads(
    *,
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="A new file; else the terminal.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Write where every journal ends, to be kept outside the house: print it, mail it away.

    The chain of digests has no key: who owns the database can write all of it anew. They
    cannot change what lies elsewhere, and `ledger verify --heads FILE` holds the journals to
    it: each still has that entry, with that digest, and so all before it.
    """
    if out is not None and out.exists():
        raise CommandError(f"{out} is there already: what was kept is not written over")
    open_database()
    from django.utils import timezone

    from dosekeeper.store import heads as store_heads

    found = store_heads.heads(timezone.now())
    if out is not None:
        put(out, [found.text])
    if as_json:
        ends = [
            {"stream": e.stream, "position": e.position, "digest": e.digest} for e in found.ends
        ]
        say_json({"at": found.at.isoformat(), "head": found.digest, "heads": ends})
    elif out is None:
        print(found.text, end="")
    else:
        say(f"{len(found.ends)} heads written to {out}")
        say(f"head {found.digest}")


@ledger.command()
def balance(
    *,
    site: Annotated[str, typer.Option(help="Only this site's stock.")] = "",
    course: Annotated[str, typer.Option(help="Only this course.")] = "",
    lot: Annotated[str, typer.Option(help="Only this lot.")] = "",
    as_json: AsJson = False,
) -> None:
    """Show where all units are; over all kinds of hands a lot adds up to nought."""
    if site and course:
        raise CommandError("a site or a course, not both")
    open_database()
    rows = _hands(site, course) if site or course else _all()
    rows = [row for row in rows if lot in {"", row[1]}]
    if as_json:
        say_json(
            [dict(zip(("product", "lot", "hand", "units"), row, strict=True)) for row in rows]
        )
        return
    say(table(("product", "lot", "hand", "units"), rows, right=("units",)))


Row = tuple[str, str, str, int]


def _all() -> list[Row]:
    from dosekeeper.store import verify as store_verify

    return [
        (each.product, each.lot, kind, units)
        for each in store_verify.balance()
        for kind in HandKind
        if (units := each.by_kind.get(kind, 0))
    ]


def _hands(site: str, course: str) -> list[Row]:
    from dosekeeper.core.events import course_stream, site_stream
    from dosekeeper.store import reading

    stream = site_stream(site) if site else course_stream(course)
    if stream not in reading.streams():
        raise CommandError(f"{stream} has no entries here")
    rows = reading.stock(site) if site else reading.holdings(course)
    return [(row.product, row.lot, row.hand, row.units) for row in rows]


@ledger.command()
def trace(
    *,
    lot: Annotated[str, typer.Option(help="Follow this lot through every hand.")] = "",
    course: Annotated[str, typer.Option(help="Follow every lot that this course saw.")] = "",
    as_json: AsJson = False,
) -> None:
    """Follow a lot, or all lots of a course, from hand to hand, and say where they ended."""
    if bool(lot) is bool(course):
        raise CommandError("name a --lot or a --course")
    open_database()
    from dosekeeper.core.events import course_stream
    from dosekeeper.store import verify as store_verify

    stream = course_stream(course) if course else ""
    found = [
        (each.product, each.lot, step)
        for each in store_verify.balance()
        if lot in {"", each.lot}
        for step in store_verify.trace(each.product, each.lot)
        if stream in {"", step.stream}
    ]
    if not found:
        raise CommandError(f"nothing ever moved of {lot or course}")
    found.sort(key=lambda row: row[2].number)
    rows = [
        (
            f"{step.at:%Y-%m-%d %H:%M} UTC",
            f"{step.stream} {step.position}",
            step.verb,
            step.by,
            product,
            name,
            step.giver,
            step.taker,
            step.units,
        )
        for product, name, step in found
    ]
    columns = ("when", "entry", "verb", "by", "product", "lot", "from", "to", "units")
    if as_json:
        say_json([dict(zip(columns, row, strict=True)) for row in rows])
        return
    say(table(columns, rows, right=("units",)))
    say(f"ended in: {_ends([(s.giver, s.taker, s.units) for _, _, s in found])}")


def _ends(moves: list[tuple[str, str, int]]) -> str:
    held: dict[HandKind, int] = {}
    for giver, taker, units in moves:
        for holder, sign in ((giver, -1), (taker, 1)):
            kind = kind_of(holder)  # type: ignore[arg-type]  # a hand came out of the store
            held[kind] = held.get(kind, 0) + sign * units
    return ", ".join(f"{kind} {held[kind]}" for kind in HandKind if held.get(kind))
