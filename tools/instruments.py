"""The manual's page of the instruments, written from their files."""

from collections.abc import Iterator

from dosekeeper.core.instruments import Instrument
from dosekeeper.core.policy import Cite
from dosekeeper.rulebook.instruments import load, names
from dosekeeper.wording import badges, day_text, label


MADE_HERE = (
    "<!-- Written by tools/instruments.py from src/dosekeeper/rulebook/instruments/*.json;"
    " change those, then `make docs`. -->"
)
HEAD = f"""\
{MADE_HERE}

# Instruments

What is asked at an evaluation and after a dose, what an answer counts, and what the sum is
called. Each is one file, a FHIR Questionnaire, under its name in
`src/dosekeeper/rulebook/instruments/`; all are scored by one engine, which refuses answers
that are missing, impossible, given twice or to no question, and says which. None of them makes
a diagnosis. What nobody of us has read at its source is *unverified*.

A *slot* is an instrument whose questions may not be shipped. It takes a score, the day and who
gave it, and refuses a score outside its range. A clinic with a licence puts the instrument's
own file, of the same form and name, into the folder `instruments` of its installation
(`DOSEKEEPER_HOME`), and sees with `dosekeeper instruments check FILE` whether it is in order.
The form is told in [decision 0014](decisions/0014-instruments.md).
"""


def pages() -> dict[str, str]:
    """Return the page, by its name under docs/."""
    return {"instruments.md": "\n".join(_page()).rstrip() + "\n"}


def _page() -> Iterator[str]:
    yield HEAD
    yield "| instrument | | questions | score | languages |\n|---|---|---|---|---|"
    for one in map(load, names()):
        asked = "slot" if one.is_slot else str(len(one.items))
        title = f"[{one.title['en']}](instruments.md#{one.name})"
        yield f"| `{one.name}` | {title} | {asked} | {_range(one)} | {', '.join(one.title)} |"
    yield ""
    for one in map(load, names()):
        yield f"## {one.name}\n\n**{one.title['en']}.** {one.purpose}\n"
        yield from _facts(one)
        yield from _questions(one)
        yield from _meaning(one)


def _facts(one: Instrument) -> Iterator[str]:
    yield f"- by: {one.publisher}"
    yield f"- licence: {one.licence}"
    yield f"- source: {_cite(one.source)}"
    minutes = f"; takes about {one.minutes} min" if one.minutes else ""
    yield f"- score: {_range(one)}, {one.direction.replace('-', ' ')}{minutes}"
    codes = {"panel": one.panel_code, "total": one.total_code}
    if any(codes.values()):
        yield "- LOINC: " + ", ".join(f"{what} {code}" for what, code in codes.items() if code)
    for translation in one.translations:
        yield f"- wording in `{translation.language}`: {translation.note}"
    if one.to_load:
        yield f"- to load it: {one.to_load}"
    yield ""


def _questions(one: Instrument) -> Iterator[str]:
    if one.intro:
        yield f"{one.intro['en']}\n"
    if not one.items:
        return
    yield "| item | question | answers and their points |\n|---|---|---|"
    for item in one.items:
        answers = "; ".join(f"{c.points}: {c.words['en']}" for c in item.choices)
        yield f"| `{item.link_id}` | {item.words['en']} | {answers or item.may_be} |"
    yield ""


def _meaning(one: Instrument) -> Iterator[str]:
    if one.bands:
        yield "| score | called |\n|---|---|"
        for band in one.bands:
            yield f"| {band.span} | {band.label} |"
        yield f"\nBands: {_cite(one.bands[0].cite)}\n"
    for subscale in one.subscales:
        how = "the number of answers above 0 in" if subscale.method == "count" else "the sum of"
        apart = "; not part of the score" if subscale.apart else ""
        items = ", ".join(f"`{link_id}`" for link_id in subscale.items)
        yield f"Beside the score, `{subscale.name}`: {subscale.title}, {how} {items}{apart}.\n"
    for trigger in one.triggers:
        what = f"Item `{trigger.item}`" if trigger.item else "A score"
        yield (
            f"{what} {trigger.when} opens a safety task: {trigger.why}. {_cite(trigger.cite)}\n"
        )


def _range(one: Instrument) -> str:
    return "not known here" if one.most is None else f"{one.least} to {one.most}"


def _cite(cite: Cite) -> str:
    words = ", ".join(label("basis", badge) for badge in badges(cite))
    found = f"; {cite.source}" if cite.source else ""
    checked = f", read on {day_text(cite.checked_on)}" if cite.checked_on else ""
    return f"{cite.citation}{found}{checked} (*{words}*)"
