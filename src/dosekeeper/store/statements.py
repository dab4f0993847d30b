"""The SQL of the one hot path: reading a stream and appending to it.

Written by hand, because an append is some ten statements and building each anew through
the ORM costs more than the database takes to run it. Both engines run the same text. The
rest of `store` uses the ORM.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import fields
from datetime import UTC, date, datetime
from enum import StrEnum
from operator import attrgetter
from typing import Any

from django.db import connection

from dosekeeper.core.events import Done, Entry
from dosekeeper.core.ledger import Hand, HandKind, Movement, kind_of, who_of
from dosekeeper.store.codec import Sealed, corrects
from dosekeeper.store.projections import Index, Place, Projected


Step = tuple[str, tuple[Any, ...]]
"""A statement and its values."""
Row = tuple[int, str, int, str, str]
"""Position, text, version, previous digest, digest."""

_HEAD = "SELECT position, digest FROM store_streamhead WHERE stream = %s"
_HEADS = "SELECT stream, position, digest FROM store_streamhead WHERE stream IN"
_LOCK_PATIENTS = (
    "SELECT pg_advisory_xact_lock(hashtextextended('patient:' || id, 0))"
    " FROM unnest(%s::text[]) AS id"
)
_PATIENTS = "SELECT patient FROM store_courseindex WHERE course IN"
_COURSES = "SELECT course FROM store_courseindex WHERE patient = %s ORDER BY opened_at, course"
_FIRST_HEAD = (
    "INSERT INTO store_streamhead (stream, position, digest) VALUES (%s, 0, '')"
    " ON CONFLICT (stream) DO NOTHING"
)
_MOVE_HEAD = "UPDATE store_streamhead SET position = %s, digest = %s WHERE stream = %s"
_ROWS = (
    "SELECT position, body, version, prev_digest, digest FROM store_journalrow"
    " WHERE stream = %s AND position > %s ORDER BY position"
)
_ROWS_OF = (
    "SELECT stream, position, body, version, prev_digest, digest FROM store_journalrow"
    " WHERE stream IN ({}) ORDER BY stream, position"
)
_ANSWERED = "SELECT stream, position, body FROM store_journalrow WHERE key = %s"
_SHELF = (
    "SELECT hand, product, lot, units FROM store_holding"
    " WHERE stream = %s AND hand = %s AND units <> 0 ORDER BY id"
)
_APPEND = (
    "INSERT INTO store_journalrow (stream, position, verb, kind, version, body, at,"
    " recorded_at, by_person, by_role, second_person, second_role, key, policy, corrects,"
    " prev_digest, digest) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s,"
    " %s, %s, %s)"
)
_MOVE = (
    "INSERT INTO store_movementrow (row_id, number, giver, taker, site, product, lot, units)"
    " VALUES ((SELECT id FROM store_journalrow WHERE stream = %s AND position = %s),"
    " %s, %s, %s, %s, %s, %s, %s)"
)
_HOLD = (
    "INSERT INTO store_holding (stream, hand, product, lot, units) VALUES (%s, %s, %s, %s, %s)"
    " ON CONFLICT (stream, hand, product, lot) DO UPDATE SET units = excluded.units"
)
_LET_GO = (
    "DELETE FROM store_holding WHERE stream = %s AND hand = %s AND product = %s AND lot = %s"
)
_COLUMNS = tuple(field.name for field in fields(Index))
_index_of = attrgetter(*_COLUMNS)
_INDEX = (
    f"INSERT INTO store_courseindex (course, {', '.join(_COLUMNS)})"  # noqa: S608 - our own names
    f" VALUES (%s{', %s' * len(_COLUMNS)}) ON CONFLICT (course) DO UPDATE SET "
    + ", ".join(f"{name} = excluded.{name}" for name in _COLUMNS)
)
_TIE = "INSERT INTO store_coursetie (course, person, role, until_on) VALUES (%s, %s, %s, %s)"
_UNTIE = "DELETE FROM store_coursetie WHERE course = %s AND person = %s AND role = %s"
_SITE = "INSERT INTO store_coursesite (course, site) VALUES (%s, %s)"
_UNSITE = "DELETE FROM store_coursesite WHERE course = %s AND site = %s"
_TASK = (
    "INSERT INTO store_taskrow (course, position, verb, opened_at, due_at)"
    " VALUES (%s, %s, %s, %s, %s)"
)
_LET_ALL_GO = "DELETE FROM store_holding WHERE stream = %s AND hand NOT LIKE 'stock:%%'"
_FORGET = (
    "DELETE FROM store_coursetie WHERE course = %s",
    "DELETE FROM store_coursesite WHERE course = %s",
    "DELETE FROM store_taskrow WHERE course = %s",
)
_UNTASK = "DELETE FROM store_taskrow WHERE course = %s AND position = %s"

_ROLES = """
SELECT t.role, t.until_on, i.zone
  FROM store_coursetie t JOIN store_courseindex i ON i.course = t.course
 WHERE t.course = %(course)s AND t.person = %(person)s
UNION ALL
SELECT d.role, NULL, i.zone
  FROM store_courseindex i, store_duty d JOIN store_site s ON s.id = d.site_id
 WHERE i.course = %(course)s AND d.person_id = %(person)s
   AND (d.site_id = i.clinic
        OR d.role = 'pharmacist' AND (
            s.clinic_id = i.clinic
            OR EXISTS (SELECT 1 FROM store_coursesite f
                        WHERE f.course = i.course AND f.site = d.site_id)
            OR EXISTS (SELECT 1 FROM store_mayfill m
                        WHERE m.course = i.course AND m.site_id = d.site_id)))
"""


def roles(person: str, course: str) -> list[tuple[str, date | None, str]]:
    """Return what a person is to a course: role, until which day if any, the zone of days.

    A tie of their own, a duty at the clinic, or as a pharmacist one at a site of the clinic,
    at one that filled or at one that may.
    """
    with connection.cursor() as cursor:
        cursor.execute(_ROLES, {"course": course, "person": person})
        return [
            (
                role,
                date.fromisoformat(until_on) if isinstance(until_on, str) else until_on,
                zone,
            )
            for role, until_on, zone in cursor.fetchall()
        ]


_DUTIES = "SELECT role FROM store_duty WHERE person_id = %s AND site_id = %s"
_PEOPLE = "SELECT id FROM store_person WHERE id IN"


def duties(person: str, site: str) -> list[str]:
    """Return the roles of a person's duties at a site."""
    with connection.cursor() as cursor:
        cursor.execute(_DUTIES, [person, site])
        return [role for (role,) in cursor.fetchall()]


def known(people: Collection[str]) -> set[str]:
    """Return those of these people who are in the directory."""
    if not people:
        return set()
    with connection.cursor() as cursor:
        cursor.execute(f"{_PEOPLE} ({', '.join(['%s'] * len(people))})", list(people))
        return {person for (person,) in cursor.fetchall()}


_BEARER = """
SELECT t.person_id, a.is_active, a.demo, t.id, t.used_at
  FROM store_apitoken t LEFT JOIN store_account a ON a.person_id = t.person_id
 WHERE t.hashed = %s AND t.revoked_at IS NULL
"""


def token(hashed: str) -> tuple[str, bool | None, bool | None, int, datetime | None] | None:
    """Return whose token that is, the state of their account if any, and its last use."""
    with connection.cursor() as cursor:
        cursor.execute(_BEARER, [hashed])
        found = cursor.fetchone()
    if found is None:
        return None
    *rest, used_at = found
    if used_at is not None and used_at.tzinfo is None:  # SQLite keeps instants in UTC
        used_at = used_at.replace(tzinfo=UTC)
    return (*rest, used_at)


def head(stream: str, *, lock: bool) -> tuple[int, str] | None:
    """Return where a stream ends; PostgreSQL locks the row if asked.

    SQLite has the whole database locked for this writer since BEGIN IMMEDIATE.
    """
    suffix = " FOR UPDATE" if lock and connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(_HEAD + suffix, [stream])
        found: tuple[int, str] | None = cursor.fetchone()
        return found


def heads(streams: Collection[str], *, lock: bool) -> dict[str, tuple[int, str]]:
    """Return where several streams end; lock them, if asked, in the order of their names."""
    if not streams:
        return {}
    suffix = " FOR UPDATE" if lock and connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(
            f"{_HEADS} ({', '.join(['%s'] * len(streams))}) ORDER BY stream{suffix}",
            list(streams),
        )
        return {stream: (position, digest) for stream, position, digest in cursor.fetchall()}


def lock_patients(patients: Collection[str]) -> None:
    """Lock patients, in the order of their ids, until the transaction ends.

    A patient has no row that everybody reads first, and needs none: it is a lock on the id
    alone. Two ids that fall on one number only wait for each other. SQLite has the whole
    database locked.
    """
    if connection.vendor == "postgresql" and patients:
        with connection.cursor() as cursor:
            cursor.execute(_LOCK_PATIENTS, [sorted(patients)])


def patients_of(courses: Collection[str]) -> set[str]:
    """Return whose courses those streams are, as far as they were opened."""
    if not courses:
        return set()
    with connection.cursor() as cursor:
        cursor.execute(
            f"{_PATIENTS} ({', '.join(['%s'] * len(courses))})",
            [stream.partition(":")[2] for stream in courses],
        )
        return {patient for (patient,) in cursor.fetchall()}


def courses_of(patient: str) -> list[str]:
    """Return the courses of a patient, oldest first."""
    with connection.cursor() as cursor:
        cursor.execute(_COURSES, [patient])
        return [course for (course,) in cursor.fetchall()]


def first_head(stream: str) -> None:
    """Make a stream's lock row; whoever comes second waits and finds it there."""
    with connection.cursor() as cursor:
        cursor.execute(_FIRST_HEAD, [stream])


def rows(stream: str, after: int) -> list[Row]:
    """Return a stream's rows after a position, in order."""
    with connection.cursor() as cursor:
        cursor.execute(_ROWS, [stream, after])
        found: list[Row] = cursor.fetchall()
        return found


def rows_of(streams: Collection[str]) -> dict[str, list[Row]]:
    """Return all rows of several streams, each in order."""
    found: dict[str, list[Row]] = {stream: [] for stream in streams}
    if streams:
        with connection.cursor() as cursor:
            cursor.execute(_ROWS_OF.format(", ".join(["%s"] * len(streams))), list(streams))
            for stream, *row in cursor.fetchall():
                found[stream].append(tuple(row))
    return found


def answered(key: str) -> tuple[str, int, str] | None:
    """Return stream, position and text of the entry a key has led to."""
    with connection.cursor() as cursor:
        cursor.execute(_ANSWERED, [key])
        found: tuple[str, int, str] | None = cursor.fetchone()
        return found


def shelf(site_stream: str, stock: Hand) -> dict[Place, int]:
    """Return what stands in a site's stock, in the order in which the lots came."""
    with connection.cursor() as cursor:
        cursor.execute(_SHELF, [site_stream, stock])
        return {(Hand(hand), product, lot): n for hand, product, lot, n in cursor.fetchall()}


def append(
    sealed: Sealed,
    before: Projected,
    after: Projected,
    stocks: Mapping[str, Mapping[Place, int]],
) -> None:
    """Write an entry, its movements, the stream's new end, and what changed in the tables.

    `stocks` are the balances in sites' stock as they are now, by the site's stream.
    """
    entry, fact = sealed.entry, sealed.entry.fact
    stream = entry.stream
    steps: list[Step] = [(_APPEND, tuple(columns(sealed).values()))]
    for number, movement in enumerate(fact.movements if isinstance(fact, Done) else ()):
        steps.append((_MOVE, (stream, entry.position, number, *sides(movement))))
    steps.append((_MOVE_HEAD, (entry.position, sealed.digest, stream)))
    steps += _holdings(stream, before, after)
    if stream.startswith("course:"):
        steps += _lists(stream.partition(":")[2], before, after)
    for site, places in stocks.items():
        steps += [(_HOLD, (site, *place, units)) for place, units in places.items()]
    _run(steps)


def write_anew(stream: str, told: Projected) -> None:
    """Write everything the tables say about a stream, apart from the stock of sites."""
    steps: list[Step] = [(_LET_ALL_GO, (stream,))]
    steps += _holdings(stream, Projected(), told)
    if stream.startswith("course:"):
        course = stream.partition(":")[2]
        steps += [(forget, (course,)) for forget in _FORGET]
        steps += _lists(course, Projected(), told)
    _run(steps)


def _run(steps: list[Step]) -> None:
    """Run statements in order; on PostgreSQL in one message, to wait for one answer."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            values = [engine_value(value) for _, given in steps for value in given]
            cursor.execute("; ".join(statement for statement, _ in steps), values)
            return
        for statement, given in steps:
            cursor.execute(statement, [engine_value(value) for value in given])


def _holdings(stream: str, before: Projected, after: Projected) -> Iterator[Step]:
    held = dict(before.holdings)
    for place, units in after.holdings:
        if held.pop(place, 0) != units:
            yield _HOLD, (stream, *place, units)
    for place in held:  # what is empty now
        yield _LET_GO, (stream, *place)


def _lists(course: str, before: Projected, after: Projected) -> Iterator[Step]:
    if after.index is not None and after.index != before.index:
        yield _INDEX, (course, *_index_of(after.index))
    for tie in before.ties - after.ties:
        yield _UNTIE, (course, tie.person, tie.role)
    for tie in after.ties - before.ties:
        yield _TIE, (course, tie.person, tie.role, tie.until_on)
    for task in before.tasks - after.tasks:
        yield _UNTASK, (course, task.position)
    for task in after.tasks - before.tasks:
        yield _TASK, (course, task.position, task.verb, task.opened_at, task.due_at)
    for site in before.sites - after.sites:
        yield _UNSITE, (course, site)
    for site in after.sites - before.sites:
        yield _SITE, (course, site)


def columns(sealed: Sealed) -> dict[str, Any]:
    """Return the columns of an entry's row; `verify` holds every row to them."""
    entry: Entry = sealed.entry
    second = entry.second
    return {
        "stream": entry.stream,
        "position": entry.position,
        "verb": entry.verb,
        "kind": "done" if isinstance(entry.fact, Done) else "refused",
        "version": sealed.version,
        "body": sealed.text,
        "at": entry.at,
        "recorded_at": entry.recorded_at,
        "by_person": entry.by.person,
        "by_role": entry.by.role.value,
        "second_person": second.person if second else "",
        "second_role": second.role.value if second else "",
        "key": entry.key,
        "policy": entry.policy,
        "corrects": corrects(entry),
        "prev_digest": sealed.prev_digest,
        "digest": sealed.digest,
    }


def sides(movement: Movement) -> tuple[str, str, str | None, str, str, int]:
    """Return the columns of a movement's row."""
    stocks = [h for h in (movement.giver, movement.taker) if kind_of(h) is HandKind.STOCK]
    return (
        movement.giver,
        movement.taker,
        who_of(stocks[0]) if stocks else None,
        movement.product,
        movement.lot,
        movement.units,
    )


def engine_value(value: Any) -> Any:
    """Write a value as the engine keeps it: SQLite has no instants, only their text."""
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    if isinstance(value, date):
        return connection.ops.adapt_datefield_value(value)
    return value.value if isinstance(value, StrEnum) else value
