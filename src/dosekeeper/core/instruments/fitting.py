"""Whether the parts of an instrument fit together: its sums, bands, tasks and languages."""

from collections.abc import Iterator, Sequence

from dosekeeper.core.instruments.element import Element
from dosekeeper.core.instruments.values import Band, Instrument, Item, Subscale, Words, span


TOTAL_MAX = 1_000
"""As much as a Score in the journal may be."""


def range_of(
    top: Element, scoring: Element, items: Sequence[Item], subscales: Sequence[Subscale]
) -> tuple[int | None, int | None]:
    """Return the least and the most a total can be.

    It follows from the items; a slot has none, and says it, or says nothing where nobody
    of us knows it.
    """
    told = scoring.has("least") or scoring.has("most")
    if items and told:
        raise scoring.error("tells a range, and that follows from its items")
    if not items and not told:
        return None, None
    if not items:
        least, most = scoring.number("least"), scoring.number("most")
    else:
        apart = {link_id for s in subscales if s.apart for link_id in s.items}
        counted = [item for item in items if item.link_id not in apart]
        least = sum(item.least for item in counted)
        most = sum(item.most for item in counted)
    if not 0 <= least < most <= TOTAL_MAX:
        raise top.error(f"a score from {least} to {most} is not within 0 and {TOTAL_MAX}")
    return least, most


def check_fit(top: Element, instrument: Instrument) -> None:
    """Refuse an instrument that contradicts itself. Raises InstrumentError."""
    _check_once(top, "linkId", [item.link_id for item in instrument.items])
    _check_once(top, "subscale", [subscale.name for subscale in instrument.subscales])
    if instrument.is_slot and not instrument.to_load:
        raise top.error("has no items, and no to-load that says how a clinic gets them")
    for fault in (
        *_subscale_faults(instrument),
        *_band_faults(instrument),
        *_trigger_faults(instrument),
        *_language_faults(instrument),
    ):
        raise top.error(fault)


def _check_once(top: Element, what: str, names: Sequence[str]) -> None:
    for name in names:
        if names.count(name) > 1:
            raise top.error(f"{what} {name} stands there twice")


def _subscale_faults(instrument: Instrument) -> Iterator[str]:
    known = {item.link_id for item in instrument.items}
    for subscale in instrument.subscales:
        if not subscale.items:
            yield f"subscale {subscale.name}: has no items"
        for link_id in subscale.items:
            if link_id not in known:
                yield f"subscale {subscale.name}: there is no item {link_id}"
            if subscale.items.count(link_id) > 1:
                yield f"subscale {subscale.name}: item {link_id} stands there twice"


def _band_faults(instrument: Instrument) -> Iterator[str]:
    """Tell where the bands leave a score without a name, or give it two."""
    bands, least, most = instrument.bands, instrument.least, instrument.most
    if not bands:
        return
    if least is None or most is None:
        yield "bands: there is no range that they could divide"
        return
    expected = least
    for band in bands:
        yield from _band_fault(band, expected)
        expected = band.high + 1
    if expected <= most:
        yield f"bands: {span(expected, most)} is in none"
    if expected > most + 1:
        yield f"bands: they end at {expected - 1}, the score at {most}"


def _band_fault(band: Band, expected: int) -> Iterator[str]:
    if band.low > band.high:
        yield f"bands: {band.label!r} goes from {band.low} to {band.high}"
    if band.low > expected:
        yield f"bands: {span(expected, band.low - 1)} is in none"
    if band.low < expected:
        yield f"bands: {band.label!r} begins at {band.low}, and may not before {expected}"


def _trigger_faults(instrument: Instrument) -> Iterator[str]:
    """Tell of a task that could never be opened, or always would be."""
    ranges = {item.link_id: (item.least, item.most) for item in instrument.items}
    if instrument.least is not None and instrument.most is not None:
        ranges[""] = (instrument.least, instrument.most)
    for trigger in instrument.triggers:
        name = f"task of item {trigger.item}" if trigger.item else "task of the score"
        if trigger.item not in ranges:
            yield f"{name}: there is no such item"
            continue
        least, most = ranges[trigger.item]
        if (trigger.above is None) == (trigger.below is None):
            yield f"{name}: needs either above or below"
        elif trigger.hit(least) == trigger.hit(most):
            yield f"{name}: {trigger.when} divides nothing of {least} to {most}"


def _language_faults(instrument: Instrument) -> Iterator[str]:
    """Tell of words that are not in every language the instrument says it speaks."""
    languages = {"en", *(t.language for t in instrument.translations)}
    for place, words in _all_words(instrument):
        for language in sorted(languages ^ set(words)):
            if language in words:
                yield f"{place}: is in {language!r}, and no wording tells where that is from"
            else:
                yield f"{place}: is not in {language!r}"


def _all_words(instrument: Instrument) -> Iterator[tuple[str, Words]]:
    yield "title", instrument.title
    if instrument.intro is not None:
        yield "the first item", instrument.intro
    for item in instrument.items:
        yield f"item {item.link_id}", item.words
        for choice in item.choices:
            yield f"item {item.link_id}, answer {choice.code}", choice.words
