"""Instruments to read and check; no database is needed."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from dosekeeper.cli.database import home
from dosekeeper.cli.ends import CommandError, say_readable
from dosekeeper.cli.terminal import say, table
from dosekeeper.core.instruments import Instrument, Item
from dosekeeper.core.policy import Cite
from dosekeeper.rulebook.instruments import Instruments, load_file
from dosekeeper.wording import cite_line


app = typer.Typer(
    no_args_is_help=True, help="Read and check instruments: questions, points, bands, licences."
)


@app.command("list")
def list_instruments() -> None:
    """List the instruments there are here, slots among them; 1 when a file is broken."""
    shelf = _shelf()

    def row(name: str) -> tuple[object, ...]:
        one = shelf.named(name)
        return name, one.title["en"], _asked(one), _range(one)

    columns = ("instrument", "title", "questions", "score")
    say_readable(columns, shelf.names(), row)


@app.command()
def show(
    name: Annotated[str, typer.Argument(help="An instrument's name, or a file of one.")],
    language: Annotated[str, typer.Option(help="In which language, as es.")] = "en",
) -> None:
    """Show an instrument: what it asks, what answers count, what the score is called."""
    one = load_file(Path(name)) if name.endswith(".json") else _shelf().named(name)
    if language not in one.title:
        raise CommandError(f"{one.name} is in {', '.join(one.title)}, not in {language[:80]!r}")
    say(f"{one.name}: {one.title[language]}", "bold")
    say(f"version {one.version}; {_asked(one)}; score {_range(one)}, {one.direction}")
    say(one.purpose)
    if one.intro:
        say(f"\n{one.intro[language]}")
    if one.items:
        say(table(("item", "question", "answers"), _item_rows(one, language)))
    for line in _told(one):
        say(line)


@app.command()
def check(
    file: Annotated[Path, typer.Argument(help="A clinic's own instrument.")],
) -> None:
    """Check an instrument's file: what is wrong with it is told with its place; ends with 1."""
    one = load_file(file)
    say(f"{file.name} is in order: {one.title['en']}")
    say(f"{_asked(one)}; score {_range(one)}, {one.direction}; in {', '.join(one.title)}")
    for what, cite in _cites(one).items():
        if not cite.verified:
            say(f"unverified: {what}", "yellow")


def _told(one: Instrument) -> Iterator[str]:
    for band in one.bands:
        yield f"{band.span}: {band.label}"
    for subscale in one.subscales:
        apart = ", not part of the score" if subscale.apart else ""
        items = ", ".join(subscale.items)
        yield f"{subscale.name}: {subscale.title} ({subscale.method} of {items}{apart})"
    for trigger in one.triggers:
        item = f"item {trigger.item}" if trigger.item else "the score"
        yield f"opens a safety task: {item} {trigger.when}: {trigger.why}"
    yield ""
    for what, cite in _cites(one).items():
        yield f"{what}: {cite_line(cite)}"
    for translation in one.translations:
        yield f"wording {translation.language}: {translation.note}"
    yield f"licence: {one.licence}"
    if one.to_load:
        yield f"to load it: {one.to_load}"


def _item_rows(one: Instrument, language: str) -> Iterator[tuple[str, str, str]]:
    for item in one.items:
        yield item.link_id, item.words[language], _answers(item, language)


def _answers(item: Item, language: str) -> str:
    if not item.choices:
        return item.may_be
    return "\n".join(f"{choice.points} {choice.words[language]}" for choice in item.choices)


def _cites(one: Instrument) -> dict[str, Cite]:
    cites = {"source": one.source}
    if one.bands:
        cites["bands"] = one.bands[0].cite
    cites |= {f"task of {t.item or 'the score'}": t.cite for t in one.triggers}
    return cites


def _asked(one: Instrument) -> str:
    if one.is_slot:
        return "slot"
    return "1 question" if len(one.items) == 1 else f"{len(one.items)} questions"


def _range(one: Instrument) -> str:
    return "not known here" if one.most is None else f"{one.least} to {one.most}"


def _shelf() -> Instruments:
    """Open the instruments of this installation, the clinic's own folder among them."""
    folder = home() / "instruments"
    return Instruments(clinic_files=folder if folder.is_dir() else None)
