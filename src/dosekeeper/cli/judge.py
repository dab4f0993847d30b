"""`dosekeeper judge FILE`: a text chart, a policy, an answer. No database, no server."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer
from rich.text import Text

from dosekeeper.cli.answer import STYLES, show_reason
from dosekeeper.cli.ends import EXIT_CODES, CommandError
from dosekeeper.cli.terminal import clock, say, say_json
from dosekeeper.core.hindsight import Judged, judged
from dosekeeper.core.notation import NotationError, TextChart, read
from dosekeeper.core.plain import to_plain
from dosekeeper.core.policy import Policy
from dosekeeper.core.units import zone_named
from dosekeeper.core.verdict import Answer, Reason
from dosekeeper.rulebook import load, load_file, names
from dosekeeper.wording import cite_line, how_to_clear, label, sentence


BYTES_MAX = 20_000_000
"""More than the notation reads, so that a larger file is refused without being read."""
_WORST_FIRST = (Answer.REFUSED, Answer.UNCHECKED, Answer.WARNED, Answer.ALLOWED)


def judge(
    file: Annotated[
        str, typer.Argument(metavar="FILE", help="A text chart; - reads it from the input.")
    ],
    *,
    policy: Annotated[
        str,
        typer.Option(help="Judge by this policy, or this file of one, not the chart's own."),
    ] = "",
    past: Annotated[
        bool, typer.Option("--past", help="Judge what happened too, not only the questions.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Answer as data.")] = False,
) -> int:
    """Judge a text chart: each question in it and, with --past, each thing that happened.

    A chart without a question is judged whole. Ends with 0 when everything is allowed, 2
    when something is refused, 3 when something could not be checked, 1 when the file is
    wrong.
    """
    text = _read(file)
    book = _policy(policy or text.policy, file)
    answers = [one for one in judged(text, book) if past or one.asked or not text.asks]
    (_write_json if as_json else _write)(file, text, book, answers)
    found = {one.verdict.answer for one in answers}
    worst = next((answer for answer in _WORST_FIRST if answer in found), Answer.ALLOWED)
    return EXIT_CODES[worst]


def _read(file: str) -> TextChart:
    data = _bytes(file)
    try:
        return read(data.decode("utf-8"))
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        column = error.start - data.rfind(b"\n", 0, error.start)
        raise CommandError(f"{file}:{line}:{column}: is not UTF-8 text") from error
    except NotationError as error:
        raise CommandError(f"{file}:{error.line}:{error.column}: {error.message}") from error


def _bytes(file: str) -> bytes:
    if file == "-":
        return sys.stdin.buffer.read(BYTES_MAX)
    try:
        with Path(file).open("rb") as stream:
            return stream.read(BYTES_MAX)
    except OSError as error:
        raise CommandError(f"{file}: {error.strerror}") from error


def _policy(name: str, file: str) -> Policy:
    """Find a policy: a shipped one by name, or a clinic's own by its file."""
    if name in names():
        return load(name)
    if Path(name).suffix == ".toml":
        return load_file(Path(name))
    raise CommandError(
        f"{file}: there is no policy {name!r}; there are {', '.join(names())}"
        " (or give a file: --policy clinic.toml)"
    )


def _write(file: str, text: TextChart, policy: Policy, answers: Sequence[Judged]) -> None:
    zone = zone_named(text.zone)
    say(f"{file}: {text.stream.replace(':', ' ')}, judged by policy {policy.name}", "bold")
    say(f"version {policy.version}, times in {zone.key}", "dim")
    for one in answers:
        if one.verdict.reasons:
            say()
        _write_one(one, zone)
    if len(answers) > 1:
        say()
        counts = {a: sum(x.verdict.answer is a for x in answers) for a in _WORST_FIRST}
        told = [f"{n} {label('answer', a).lower()}" for a, n in counts.items() if n]
        say(f"{len(answers)} judged: {', '.join(told)}")


def _write_one(one: Judged, zone: ZoneInfo) -> None:
    line, answer = one.line, one.verdict.answer
    say(
        Text.assemble(
            (f"{label('answer', answer)}", STYLES[answer]),
            (f"  line {line.number}  ", "dim"),
            f"{clock(line.request.at, zone)}  {line.text}",
        )
    )
    for reason in one.verdict.reasons:
        show_reason(reason, {}, zone)


def _write_json(file: str, text: TextChart, policy: Policy, answers: Sequence[Judged]) -> None:
    zone = zone_named(text.zone)
    say_json(
        {
            "file": file,
            "stream": text.stream,
            "policy": {"name": policy.name, "version": policy.version},
            "answers": [
                {
                    "line": one.line.number,
                    "asked": one.asked,
                    "sentence": one.line.text,
                    "at": one.line.request.at.isoformat(),
                    "by": to_plain(one.line.request.by),
                    "act": to_plain(one.line.request.act),
                    "answer": one.verdict.answer,
                    "reasons": [_reason(reason, zone) for reason in one.verdict.reasons],
                }
                for one in answers
            ],
        }
    )


def _reason(reason: Reason, zone: ZoneInfo) -> dict[str, object]:
    told = to_plain(reason)
    assert isinstance(told, dict), "a reason is a record"
    return {
        **told,
        "blocks": reason.blocks,
        "sentence": sentence(reason, None, zone),
        "citation": cite_line(reason.cite) if reason.cite else None,
        "ways_out": list(how_to_clear(reason, zone)),
    }
