"""Text to entries, line by line, on a chart that grows as it is read."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from dosekeeper.core import acts
from dosekeeper.core.chart import Chart
from dosekeeper.core.events import Done, Entry, Refused
from dosekeeper.core.fold import step
from dosekeeper.core.ledger import Books
from dosekeeper.core.notation import header as head
from dosekeeper.core.notation import moments
from dosekeeper.core.notation.build import build
from dosekeeper.core.notation.kinds import KINDS
from dosekeeper.core.notation.residue import apply, placed, read_residue, tells_movements
from dosekeeper.core.notation.scene import Scene
from dosekeeper.core.notation.sentence import read_sentence, write_sentence
from dosekeeper.core.notation.tell import tell
from dosekeeper.core.notation.text import Line, TextChart, lines_of
from dosekeeper.core.notation.words import Place, Sign, Split, Token, split
from dosekeeper.core.order import check_order
from dosekeeper.core.plain import from_plain
from dosekeeper.core.record import done, refused
from dosekeeper.core.units import BadValueError, check_instant, zone_named
from dosekeeper.core.verdict import Reason, Strength, Verdict


ENTRIES_MAX = 20_000
REPEAT_MAX = 1_000
AS_TOLD = "as-told"
"""The finding of a refusal that a text tells without its reasons as data."""
_DOCTOR = re.compile(r"\bby (dr-[a-z0-9-]*[a-z0-9])")


def read(text: str) -> TextChart:
    """Read a text chart. Raises NotationError, and nothing else, for any text at all."""
    reader: Reader | None = None
    lines: list[Line] = []
    for number, line in lines_of(text):
        place = Place(number)
        parts = split(line, place)
        if parts.residue and not parts.tokens:
            place.at(parts.residue_column).fail("there is no sentence before the braces")
        if parts.tokens and reader is None:
            reader = Reader(head.read_opening(parts, place, _doctor(text)))
        elif parts.tokens and reader is not None:
            lines.extend(reader.line(parts, place))
    if reader is None:
        Place(1).fail("the text is empty; it begins with a line such as 'course lucia'")
    lines.extend(reader.begin())
    header = reader.header
    return TextChart(header.stream, header.policy, header.zone, tuple(lines), header.shelves)


def _doctor(text: str) -> str:
    """Name who began the course when its first line does not: the first doctor of the text."""
    found = _DOCTOR.search(text)
    return found[1] if found else "dr-reyes"


@dataclass(frozen=True, slots=True)
class When:
    """When a line says it happened, and when that was written down."""

    at: datetime
    recorded_at: datetime


class Reader:
    """The chart so far, and the clock of the text."""

    def __init__(self, header: head.Header) -> None:
        """Start with nothing but a header; its acts happen when the first day is read."""
        self.header = header
        self.zone = zone_named(header.zone)
        self.begun = False
        self.version = ""
        self.last_at: datetime | None = None
        self.scene = Scene(Chart(header.stream), header.zone, header.policy, header.roles)

    def line(self, parts: Split, place: Place) -> Iterator[Line]:
        """Read one line below the first: more header, a sentence, or a question."""
        first = parts.tokens[0]
        if first.text == "under":
            if len(parts.tokens) != 2:  # noqa: PLR2004 - a word and a version
                place.fail("'under' is followed by the version of a policy")
            self.version = parts.tokens[1].text
        elif first.text == "ask" or moments.looks_like_day(first.text):
            yield from self.begin()
            yield from self._dated(parts, place)
        elif self.begun:
            place.at(first.column).fail("a line begins with a day here, or with 'ask'")
        else:
            head.read_more(self.header, parts, place)

    def begin(self) -> Iterator[Line]:
        """Do, once, what the header stands for."""
        if self.begun:
            return
        self.begun = True
        header = self.header
        if header.stream.startswith("site:"):
            header.shelves.setdefault(header.stream.partition(":")[2], Books())
        self.scene.chart.shelves = {s: b.copy() for s, b in header.shelves.items()}
        if header.on is None:
            return
        at = moments.start_of_day(header.on, self.zone)
        with placed(header.place):
            for act, by, place in head.expand(header):
                request = acts.Request(act=act, by=by, at=at)
                text = write_sentence(act.verb, tell(act, by, self.scene), past=True)
                entry = self._entry(request, at)
                self.commit(entry)
                self.scene.lines[place.line] = entry.position
                yield Line(place.line, text, request, entry)

    def _dated(self, parts: Split, place: Place) -> Iterator[Line]:
        """Read a line with a day: once, as often as it says, or as a question."""
        ask = parts.tokens[0].text == "ask"
        start, when = self.when(parts, int(ask), place)
        start, (times, number, unit) = _repeat(parts, start, place)
        if self.scene.chart.position + times > ENTRIES_MAX:
            place.fail(f"a text has at most {ENTRIES_MAX} entries")
        for count in range(times):
            moment = when
            if count:
                with placed(place):
                    at = moments.later(when.at, count * number, unit, self.zone)
                moment = When(at, at)
            line = self._ask if ask else self.told
            yield line(parts, start, place, moment)

    def when(self, parts: Split, start: int, place: Place) -> tuple[int, When]:
        """Read the day, the time, and when it was recorded where that is another moment."""
        start, at = self._moment(parts.tokens, start, place)
        if start < len(parts.tokens) and parts.tokens[start].text == "(recorded":
            start, recorded_at = self._moment(parts.tokens, start + 1, place)
            return start, When(at, recorded_at)
        if self.last_at is not None and at < self.last_at:
            before = moments.tell(self.last_at, self.zone)
            place.fail(f"time goes backwards: the line before was at {before}")
        return start, When(at, at)

    def _moment(
        self, tokens: tuple[Token, ...], start: int, place: Place
    ) -> tuple[int, datetime]:
        """Read a day and a time; a day alone is noon, or the line before if that is later."""
        if start >= len(tokens):
            place.fail("a day is missing, such as 2026-01-05")
        token = tokens[start]
        where = place.at(token.column)
        on = moments.day(token.text.removesuffix(")"), where)
        clock = tokens[start + 1] if start + 1 < len(tokens) else None
        if clock and clock.sign is Sign.WORD and moments.looks_like_clock(clock.text):
            spelt, where = clock.text.removesuffix(")"), place.at(clock.column)
            return start + 2, moments.instant(on, spelt, self.zone, where)
        noon = moments.instant(on, moments.NOON, self.zone, where)
        last = self.last_at
        if last is not None and last.astimezone(self.zone).date() == on:
            return start + 1, max(noon, last)
        return start + 1, noon

    def _ask(self, parts: Split, start: int, place: Place, when: When) -> Line:
        """Read a question."""
        if parts.residue:
            place.at(parts.residue_column).fail("a question has no braces")
        request = self._request(parts, start, place, when)
        return Line(place.line, _text(parts, start), request)

    def told(self, parts: Split, start: int, place: Place, when: When) -> Line:
        """Read a sentence of the history, and let it have happened."""
        entry = self.entry(parts, start, place, when)
        with placed(place):
            self.commit(entry)
        self.scene.lines[place.line] = entry.position
        request = acts.Request(
            act=entry.fact.act, by=entry.by, at=entry.at, second=entry.second
        )
        return Line(place.line, _text(parts, start), request, entry)

    def entry(self, parts: Split, start: int, place: Place, when: When) -> Entry:
        """Read a sentence of the history as the entry it leaves, braces and all."""
        braces = place.at(parts.residue_column or 1)
        patch = read_residue(parts.residue, braces)
        if [token.text for token in parts.tokens[start:]] == ["entry"]:
            with placed(braces):
                entry = from_plain(Entry, patch)
        else:
            start, rules = _refusal(parts, start, place)
            request = self._request(parts, start, place, when)
            with placed(place.at(parts.tokens[start].column)):
                moved = tells_movements(patch)
                entry = self._entry(request, when.recorded_at, rules, moved=moved)
            with placed(braces):
                entry = apply(entry, patch) if patch else entry
        with placed(braces):
            self._check(entry)
        return entry

    def _request(self, parts: Split, start: int, place: Place, when: When) -> acts.Request:
        said = read_sentence(parts, start, place)
        with placed(said.place):
            self.scene.resolve_line(said)
            request = build(said, self.scene, when.at)
            check_order(request, self.scene.chart, request.at)
        return request

    def _check(self, entry: Entry) -> None:
        """Refuse an entry that its braces have moved elsewhere.

        Braces are written by a program from a journal that was in order when it was kept;
        rules of order that came later do not make an old export unreadable.
        """
        chart = self.scene.chart
        check_instant("at", entry.at)
        check_instant("recorded_at", entry.recorded_at)
        if (entry.stream, entry.position) != (chart.stream, chart.position + 1):
            raise BadValueError(
                "position", f"this is entry {chart.position + 1} of {chart.stream}"
            )

    def _entry(
        self,
        request: acts.Request,
        recorded_at: datetime,
        rules: tuple[str, ...] = (),
        *,
        moved: bool = False,
    ) -> Entry:
        """Make the entry a request leaves; ``moved`` when the braces say what moved."""
        chart = self.scene.chart
        fact: Done | Refused
        if rules:
            told = [Reason(rule=r, strength=Strength.REFUSE, finding=AS_TOLD) for r in rules]
            fact = refused(request, chart, Verdict(reasons=tuple(told)), recorded_at)
        else:
            fact = Done(act=request.act) if moved else done(request, chart, None, recorded_at)
        return Entry(
            stream=chart.stream,
            position=chart.position + 1,
            fact=fact,
            at=request.at,
            recorded_at=recorded_at,
            by=request.by,
            second=request.second,
            policy=self.version,
        )

    def commit(self, entry: Entry) -> None:
        """Let an entry have happened. Raises as ``fold.step`` does."""
        if entry.position > ENTRIES_MAX:
            raise BadValueError("text", f"has more than {ENTRIES_MAX} entries")
        step(self.scene.chart, entry)
        self.last_at = entry.recorded_at


def _text(parts: Split, start: int) -> str:
    return parts.raw[parts.tokens[start].column - 1 :] if start < len(parts.tokens) else ""


def _repeat(parts: Split, start: int, place: Place) -> tuple[int, tuple[int, int, str]]:
    """Read ``12 times every 2 h``, ``every day``: how often, the step and its unit."""
    tokens = parts.tokens[start : start + 5]
    words = [token.text for token in tokens]
    if words[1:3] != ["times", "every"]:
        return start, (1, 0, "h")
    places = [place.at(token.column) for token in tokens]
    read_number = KINDS["whole"].read
    times, number = read_number(words[0], places[0]), 1
    if not 1 <= times <= REPEAT_MAX:
        places[0].fail(f"a line is repeated 1 to {REPEAT_MAX} times")
    rest = words[3:]
    if rest and KINDS["whole"].looks(tokens[3]):
        number = read_number(rest.pop(0), places[3])
    unit = rest[0].removesuffix("s") if rest else ""
    if unit not in {"min", "h", "day", "week"}:
        places[2].fail("a line is repeated every N 'min', 'h', 'days' or 'weeks'")
    return start + len(words) - len(rest) + 1, (times, number, unit)


def _refusal(parts: Split, start: int, place: Place) -> tuple[int, tuple[str, ...]]:
    """Read ``refused by early-fill, count-open:`` before a sentence."""
    tokens = parts.tokens[start:]
    if not tokens or tokens[0].text != "refused":
        return start, ()
    rules: list[str] = []
    for offset, token in enumerate(tokens[1:], 2):
        if token.sign is Sign.MARK and token.text == ":" and rules:
            return start + offset, tuple(rules)
        if token.sign is Sign.WORD and token.text != "by":
            rules.append(KINDS["id"].read(token.text, place.at(token.column)))
    return place.at(tokens[0].column).fail(
        "a refusal is told 'refused by early-fill: fill 4 doses'"
    )
