"""The patient's daily check-in by a link: who may answer through it, and when that was.

The link is the only proof of who answers, so it opens nothing but this: no record is shown
through it. It takes answers once. That is held by the journal itself, whose key for the entry
is made of the link: a second phone, a second click and a lost reply all meet the first entry.

A call for help is never refused because of how it came. Where it cannot be an answer of the
day (the link took others, it ended, the course did) it is a report of this moment instead.
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
from dosekeeper.core.chart import Chart
from dosekeeper.core.events import Entry, course_stream
from dosekeeper.core.order import LATE_MAX
from dosekeeper.core.people import Role, may
from dosekeeper.core.units import (
    CLOCK_SLACK,
    BadValueError,
    day_of,
    one_line,
    start_of,
    zone_named,
)
from dosekeeper.desk.decide import KeyReusedError, NotEntitledError
from dosekeeper.door.asking import desk, own_key, request
from dosekeeper.door.guesses import GuessedTooOftenError, Guesses
from dosekeeper.door.reading import read_act
from dosekeeper.store import courses, directory, links
from dosekeeper.store.errors import NotYoursError


ADDRESS = "check-in"
KIND = links.LinkKind.CHECK_IN
HANDS_OUT = ("follow", CheckIn.verb)
"""Whoever may ask for one of these may make a link."""
HELP_FOR = timedelta(days=30)
"""For so long after its end a link still takes a call for help, and nothing else."""
WORDS_BY_LINK = Guesses("words-by-link", most=10, seconds=24 * 60 * 60)
WORDS_SIGNED_IN = Guesses("words-signed-in", most=50, seconds=24 * 60 * 60)
"""Past so many reports the next has no words, until somebody has called."""
_MS_MAX = 7_258_118_400_000  # the year 2200, as everywhere


class LinkUsedError(Exception):
    """Through this link other answers were given before. Nothing is written."""


class UnreadableError(BadValueError):
    """Answers that nobody can read; ``wrong`` names them. Nothing is written."""

    def __init__(self, wrong: tuple[str, ...]) -> None:
        super().__init__(wrong[0], "cannot be read")
        self.wrong = wrong


class MoreToSayError(Exception):
    """So many words were said that the clinic only knows that there are more."""


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

    @property
    def sending(self) -> str:
        """What is the same for each try of one sending; empty where no clock tells it."""
        return "" if self.answered_ms is None or self == NO_TIME else str(self.answered_ms)

    def off(self, now: datetime) -> bool:
        """Whether the phone's clock was wrong when it sent."""
        if self.sent_ms is None:
            return False
        return abs(datetime.fromtimestamp(self.sent_ms / 1000, UTC) - now) > CLOCK_SLACK


NO_TIME = Told(0, -1)
"""Of a phone whose clock cannot be read: a wait that cannot be."""


@dataclass(frozen=True, slots=True)
class Received:
    """The entry that answers led to; ``late`` when their day was over by then.

    ``left_out`` names the answers that are not in it.
    """

    entry: Entry
    late: bool = False
    left_out: tuple[str, ...] = ()

    @property
    def unsafe(self) -> bool:
        """Whether the clinic has been asked to call."""
        act = self.entry.fact.act
        return isinstance(act, Report) or (isinstance(act, CheckIn) and act.safe is False)


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


def opened_for_help(secret: str, now: datetime) -> links.LinkView:
    """Open a link that may have ended a while ago, but was not revoked.

    Raises NotYoursError.
    """
    return links.open_link(KIND, secret, now=now - HELP_FOR)


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

    Raises NotYoursError for a link that was not in force at that moment or whose course has
    ended, BadValueError for answers nobody can read, LinkUsedError when the link has taken
    others. Of a call for help none of these is raised as long as the link is known.
    """
    read, left_out = _readable(answers)
    try:
        received = _answer(secret, read, told, now, delegates_phone)
    except (NotYoursError, BadValueError, LinkUsedError):
        if not calls_for_help(read):
            raise
        received = _call(opened_for_help(secret, now), read, told, now)
    return replace(received, left_out=(*left_out, *received.left_out))


def calls_for_help(answers: Mapping[str, Any]) -> bool:
    """Whether somebody has to read this, whatever else is wrong with it."""
    return answers.get("safe") is False or bool(answers.get("worry"))


def _answer(
    secret: str,
    answers: Mapping[str, Any],
    told: Told,
    now: datetime,
    delegates_phone: Callable[[str], bool],
) -> Received:
    link, at, unsure = _given(secret, told, now)
    act = read_act(CheckIn.verb, {**answers, "time_unsure": unsure})
    assert isinstance(act, CheckIn)
    act = replace(act, delegates_phone=delegates_phone(link.course))
    if (first := answered(link)) is not None:
        return _first(first, act)
    stream = course_stream(link.course)
    if _chart(stream).closed_at is not None:
        raise NotYoursError("check-in link")
    asked = request(link.person, stream, act, now=now, at=at)
    try:
        outcome = desk().decide(stream, asked, now=now, key=_key(link))
    except KeyReusedError:  # another phone was faster by a moment
        first = answered(link)
        assert first is not None
        return _first(first, act)
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


def _readable(answers: Mapping[str, Any]) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Return the answers that can be read, and the names of the others.

    There are others only beside a call for help. Raises UnreadableError.
    """
    given = {name: answer for name, answer in answers.items() if answer is not None}
    if isinstance(worry := given.get("worry"), str):
        given["worry"] = one_line(worry)
    read = {name: answer for name, answer in given.items() if _can_be_read(name, answer)}
    wrong = tuple(name[:80] for name in given if name not in read)
    if wrong and not calls_for_help(read):
        raise UnreadableError(wrong)
    return read, wrong


def _can_be_read(name: str, answer: object) -> bool:
    if name not in {*ANSWERS, "worry"}:
        return False
    try:
        read_act(CheckIn.verb, {"safe": True, name: answer})
    except BadValueError:
        return False
    return True


def _first(first: Entry, act: CheckIn) -> Received:
    """Give the first answer again for the same answers; for others the link is used.

    So it is for the same call for help once the clinic has called: nobody can tell a lost
    reply from somebody who asks again, and a call too many is the lesser harm.
    """
    before = first.fact.act
    # What is known of the phone and its clock may differ between two tries of one sending.
    same = isinstance(before, CheckIn) and before == replace(
        act, time_unsure=before.time_unsure, delegates_phone=before.delegates_phone
    )
    owed = first.fact.task_due_at is not None
    if not same or (owed and first.position not in _chart(first.stream).tasks):
        raise LinkUsedError
    return _received(first)


def _received(entry: Entry) -> Received:
    late = {each.position: each.late for each in _chart(entry.stream).check_ins}
    return Received(entry, late=late.get(entry.position, False))


def _chart(stream: str) -> Chart:
    return desk().journal.look(stream, lambda pages: pages.chart(stream))


# --- calling for help -------------------------------------------------------------------------


def _call(
    link: links.LinkView, answers: Mapping[str, Any], told: Told, now: datetime
) -> Received:
    """Write answers that call for help down as a report of now.

    The trusted person never sees it: they may be whom it is about, or who used the link.
    """
    concern = Concern.DESPAIR if answers.get("safe") is False else Concern.OTHER
    act = Report(concern=concern, text=answers.get("worry", ""), private=True)
    # The clock stood like that once, so it is one sending however often it is tried.
    sending = told.sending and f"{link.id} {told.sending}"
    entry, whole = _report(link.person, link.course, act, link, now, sending)
    return Received(entry, left_out=() if whole else ("worry",))


def say_privately(
    person: str, course: str, text: str, *, now: datetime, link: links.LinkView | None = None
) -> None:
    """Write down that the patient does not feel safe with who keeps the doses.

    ``link`` is what they say it through; without one they have signed in. Raises
    NotYoursError, NotEntitledError, and MoreToSayError when the words are not in the report.
    """
    role = directory.access_course(person, course)
    if role is not Role.PATIENT:
        raise NotEntitledError(role, Report.verb)
    unsafe = Concern.NOT_SAFE_WITH_DELEGATE
    act = Report(concern=unsafe, text=one_line(text), private=True)
    _, whole = _report(person, course, act, link, now)
    if not whole:
        raise MoreToSayError


def _report(
    person: str,
    course: str,
    act: Report,
    link: links.LinkView | None,
    now: datetime,
    sending: str = "",
) -> tuple[Entry, bool]:
    """Write a report, once for the same words until somebody has called.

    ``sending`` is the same for each try of one sending, and empty where that is not known.
    Returns the entry, and whether all the words are in it.
    """
    stream, whole = course_stream(course), True
    chart = _chart(stream)
    if (still_open := _still_open(chart, act)) is not None:
        return still_open, True
    try:
        if link is not None:
            WORDS_BY_LINK.wrong(str(link.id))
        else:
            WORDS_SIGNED_IN.wrong(f"{person} {course}")
    except GuessedTooOftenError:
        whole = not act.text
        act, sending = replace(act, text=""), ""
        if (still_open := _still_open(chart, act)) is not None:
            return still_open, whole
    before = sum(each.fact.act == act for each in chart.reports.values())
    parts = (stream, sending or str(before), act.concern, act.text)
    outcome = desk().decide(
        stream,
        request(person, stream, act, now=now),
        now=now,
        key=own_key(person, "\0report " + "\0".join(parts)),
    )
    assert outcome.entry is not None
    return outcome.entry, whole


def _still_open(chart: Chart, act: Report) -> Entry | None:
    """Return the patient's report of the same that nobody has called about yet."""
    for position, entry in chart.reports.items():
        if entry.fact.act == act and entry.by.role is Role.PATIENT and position in chart.tasks:
            return entry
    return None
