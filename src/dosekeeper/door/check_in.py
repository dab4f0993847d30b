"""The patient's daily check-in by a link: who may answer through it, and when that was.

The link is the only proof of who answers, so it opens nothing but this: no record is shown
through it. It takes answers once. That is held by the journal itself, whose key for the entry
is made of the link: a second phone, a second click and a lost reply all meet the first entry.
"""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urljoin

from django.conf import settings
from django.urls import reverse

from dosekeeper.core.acts import ANSWERS, CheckIn, Concern, Report
from dosekeeper.core.events import Entry, course_stream
from dosekeeper.core.order import LATE_MAX
from dosekeeper.core.people import Role, may
from dosekeeper.core.units import (
    CLOCK_SLACK,
    TEXT_MAX,
    BadValueError,
    day_of,
    start_of,
    zone_named,
)
from dosekeeper.desk.decide import KeyReusedError, NotEntitledError
from dosekeeper.door.asking import desk, own_key, request
from dosekeeper.door.guesses import Guesses
from dosekeeper.door.reading import read_act
from dosekeeper.store import courses, directory, links
from dosekeeper.store.errors import NotYoursError


ADDRESS = "check-in"
KIND = links.LinkKind.CHECK_IN
HANDS_OUT = ("follow", CheckIn.verb)
"""Whoever may ask for one of these may make a link."""
WORDS_A_DAY = Guesses("private-word", most=10, seconds=24 * 60 * 60)
_MS_MAX = 7_258_118_400_000  # the year 2200, as everywhere


class LinkUsedError(Exception):
    """Through this link other answers were given before. Nothing is written."""


@dataclass(frozen=True, slots=True)
class Told:
    """When answers were given and when they were sent, in ms on the phone's own clock.

    ``None`` where there was no script to tell: then they are given as they arrive.
    """

    answered_ms: int | None = None
    sent_ms: int | None = None

    @classmethod
    def read(cls, data: Mapping[str, Any]) -> "Told":
        """Read both from what a phone sent. Raises BadValueError."""
        found = [data.get(name) for name in ("answered_ms", "sent_ms")]
        for ms in found:
            if type(ms) is not int or not 0 <= ms < _MS_MAX:
                raise BadValueError("answered_ms", f"{str(ms)[:80]!r} is no time")
        return cls(*found)

    @property
    def waited(self) -> timedelta:
        """How long the answers were on the phone; below zero where that cannot be."""
        if self.answered_ms is None or self.sent_ms is None:
            return timedelta(0)
        return timedelta(milliseconds=self.sent_ms - self.answered_ms)

    def off(self, now: datetime) -> bool:
        """Whether the phone's clock was wrong when it sent."""
        if self.sent_ms is None:
            return False
        return abs(datetime.fromtimestamp(self.sent_ms / 1000, UTC) - now) > CLOCK_SLACK


@dataclass(frozen=True, slots=True)
class Received:
    """The entry that a check-in led to; ``late`` when its day was over by then."""

    entry: Entry
    late: bool

    @property
    def unsafe(self) -> bool:
        """Whether the clinic has been asked to call."""
        return isinstance(act := self.entry.fact.act, CheckIn) and act.safe is False


# --- making a link ---------------------------------------------------------------------------


def check_in_url(course: str, now: datetime, name: str = "") -> str:
    """Make a link for a course's patient and return its whole address.

    Under a ``name`` it is the same each time. Raises NotYoursError for a course that is not
    there.
    """
    return public(_check_in_path(course, now, name))


def public(path: str) -> str:
    """Make an address whole that leaves this house: in a message, on a terminal."""
    return urljoin(settings.PUBLIC_URL, path)


def _check_in_path(course: str, now: datetime, name: str = "") -> str:
    """Make a link that opens until the end of the clinic's next day."""
    patient, zone_name = courses.patients_of({course}).get(course, ("", ""))
    if not patient:
        raise NotYoursError(f"course {course[:64]!r}")
    zone = zone_named(zone_name)
    over_at = start_of(day_of(now, zone) + timedelta(days=2), zone)
    secret = links.make_link(KIND, patient, course, now=now, expires_at=over_at, name=name)
    return reverse(ADDRESS, args=[secret])


def hand_out(person: str, course: str, now: datetime) -> str:
    """Make a link for somebody to hand to the patient, or for the patient to use; a path.

    Whoever may begin the daily check-in or answer it may. Raises NotYoursError,
    NotEntitledError.
    """
    role = directory.access_course(person, course)
    roles = directory.roles_at_course(person, course)
    if not any(may(each, verb) for each in roles for verb in HANDS_OUT):
        raise NotEntitledError(role, "follow")
    return _check_in_path(course, now)


# --- opening it ------------------------------------------------------------------------------


def opened(secret: str, now: datetime) -> links.LinkView:
    """Open a link that is in force; used or not. Raises NotYoursError."""
    return links.open_link(KIND, secret, now=now)


def answered(link: links.LinkView) -> Entry | None:
    """Return the entry that answers through this link led to, if any did."""
    key = _key(link)
    return desk().journal.look(course_stream(link.course), lambda pages: pages.answered(key))


def _key(link: links.LinkView) -> str:
    """The journal's key for what this link takes; no program can send one with a NUL."""
    return own_key(link.person, f"\0check-in {link.id}")


# --- answering through it -------------------------------------------------------------------


def check_in(
    secret: str,
    answers: Mapping[str, Any],
    told: Told,
    *,
    now: datetime,
    delegates_phone: Callable[[str], bool] = lambda _: False,
) -> Received:
    """Write answers down as of the moment they were given.

    ``delegates_phone`` says whether they come from a phone that is known as the trusted
    person's of a course.

    Raises NotYoursError for a link that was not in force at that moment, BadValueError for
    answers nobody can read, LinkUsedError when the link has taken others.
    """
    link, at, unsure = _given(secret, told, now)
    act = read_act(CheckIn.verb, _readable(answers) | {"time_unsure": unsure})
    assert isinstance(act, CheckIn)
    act = replace(act, delegates_phone=delegates_phone(link.course))
    stream = course_stream(link.course)
    if (first := answered(link)) is not None:
        return _first(first, act)
    asked = request(link.person, stream, act, now=now, at=at)
    try:
        outcome = desk().decide(stream, asked, now=now, key=_key(link))
    except KeyReusedError as error:  # another phone was faster by a moment
        raise LinkUsedError from error
    with suppress(NotYoursError):  # the same answers, sent twice in the same moment
        links.use_link(link, now=now)
    assert outcome.entry is not None
    return _received(outcome.entry)


def _given(secret: str, told: Told, now: datetime) -> tuple[links.LinkView, datetime, bool]:
    """Return the link, when the answers were given, and whether that is unsure.

    What is believed is how long they waited on the phone: the difference of two readings of
    one clock, which no wrong clock, no time zone and no summer time moves. A wait that cannot
    be (below zero, or longer than the link is old) says that the clock was set in between:
    then they count as given when they arrive, as long as the link still is in force.
    """
    at = now - told.waited
    if told.waited >= timedelta(0):
        if told.waited > LATE_MAX:
            raise NotYoursError("check-in link")
        link = links.open_link(KIND, secret, now=min(now, at))
        if at >= link.made_at - CLOCK_SLACK:
            return link, max(at, link.made_at), told.off(now)
    return links.open_link(KIND, secret, now=now), now, True


def _readable(answers: Mapping[str, Any]) -> dict[str, Any]:
    """Take answers and nothing else; a line break in what somebody wrote is a pause."""
    unknown = set(answers) - {*ANSWERS, "worry"}
    if unknown:
        raise BadValueError(min(unknown)[:80], "is no question")
    worry = answers.get("worry", "")
    if not isinstance(worry, str):
        raise BadValueError("worry", "is not text")
    return dict(answers) | {"worry": _one_line(worry)}


def _one_line(text: str) -> str:
    return " ".join(text.split())[:TEXT_MAX]


def _first(first: Entry, act: CheckIn) -> Received:
    """Give the first answer again for the same answers; for others the link is used."""
    before = first.fact.act
    # What is known of the phone and its clock may differ between two tries of one sending.
    same = isinstance(before, CheckIn) and before == replace(
        act, time_unsure=before.time_unsure, delegates_phone=before.delegates_phone
    )
    if not same:
        raise LinkUsedError
    return _received(first)


def _received(entry: Entry) -> Received:
    chart = desk().journal.look(entry.stream, lambda pages: pages.chart(entry.stream))
    late = {each.position: each.late for each in chart.check_ins}
    return Received(entry, late.get(entry.position, False))


def say_privately(person: str, course: str, text: str, *, now: datetime) -> None:
    """Write down that the patient does not feel safe with who keeps the doses.

    More than once, since there may be more to say; the same words on the same day count once.
    Raises NotYoursError, NotEntitledError, BadValueError, GuessedTooOftenError.
    """
    role = directory.access_course(person, course)
    if role is not Role.PATIENT:
        raise NotEntitledError(role, Report.verb)
    said, stream = _one_line(text), course_stream(course)
    act = Report(concern=Concern.NOT_SAFE_WITH_DELEGATE, text=said, private=True)
    asked = request(person, stream, act, now=now)
    chart = desk().journal.look(stream, lambda pages: pages.chart(stream))
    on = chart.day(now)
    if any(e.fact.act == act and chart.day(e.at) == on for e in chart.reports.values()):
        return
    WORDS_A_DAY.wrong(stream)
    key = own_key(person, f"\0private word {on} {said}")
    desk().decide(stream, asked, now=now, key=key)
