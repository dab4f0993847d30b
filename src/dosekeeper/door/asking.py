"""One request to the desk, whichever door it came through.

Who asks, in which role, and who stands beside them is settled here, from the directory.
Whether the act may be done is the desk's answer and never this module's.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from django.contrib.auth import authenticate

from dosekeeper.core import acts
from dosekeeper.core.acts import Act, Request
from dosekeeper.core.ledger import Hand, HandKind, kind_of, who_of
from dosekeeper.core.people import Actor, Role
from dosekeeper.core.policy import PolicyError
from dosekeeper.core.units import BadValueError
from dosekeeper.desk.decide import Desk, KeyReusedError, NotEntitledError, Outcome
from dosekeeper.door.guesses import GuessedTooOftenError, Guesses
from dosekeeper.door.reading import read_act
from dosekeeper.rulebook import Rulebook
from dosekeeper.store import directory
from dosekeeper.store.journal import DjangoJournal


_PASSWORDS = Guesses("second", most=5, seconds=300)


class SecondNotKnownError(Exception):
    """The second person did not sign in, or has nothing to do with this stream."""


@dataclass(frozen=True, slots=True, repr=False)
class Second:
    """What a witness or second person types in themselves, beside the one who asks."""

    username: str
    password: str


@cache
def desk() -> Desk:
    """Return the desk of this installation."""
    return Desk(journal=DjangoJournal(), policies=Rulebook())


def submit(  # noqa: PLR0913 - the parts of a request
    person: str,
    stream: str,
    verb: str,
    data: object,
    *,
    now: datetime,
    at: datetime | None = None,
    second: Second | None = None,
    key: str | None = None,
) -> Outcome:
    """Read, ask, write: the whole way of a verb. ``key`` is the client's own.

    Raises what ``read_act``, ``request`` and ``Desk.decide`` raise; then nothing was
    written.
    """
    asked = request(person, stream, read_act(verb, data), now=now, at=at, second=second)
    kept = None if key is None else own_key(person, key)
    outcome = desk().decide(stream, asked, now=now, key=kept)
    if outcome.again:
        _check_same(outcome, asked, at, key or "")
    return outcome


def rehearse(  # noqa: PLR0913 - the parts of a request
    person: str,
    stream: str,
    verb: str,
    data: object,
    *,
    now: datetime,
    at: datetime | None = None,
    second: Second | None = None,
) -> Outcome:
    """Ask what would come of it, and write nothing. Raises as ``submit`` does."""
    asked = request(person, stream, read_act(verb, data), now=now, at=at, second=second)
    return desk().rehearse(stream, asked, now=now)


def request(
    person: str,
    stream: str,
    act: Act,
    *,
    now: datetime,
    at: datetime | None = None,
    second: Second | None = None,
) -> Request:
    """Put a request together: the roles come from the directory, not from the asker.

    Raises NotYoursError (a door says 404), NotEntitledError (403), SecondNotKnownError,
    and BadValueError for people and policies that are not there.
    """
    role = _role(person, stream, act)
    _check_named(act)
    beside = None
    if second is not None:
        beside = _second(second, stream, act)
    return Request(act=act, by=Actor(person, role), at=at or now, second=beside)


def own_key(person: str, key: str) -> str:
    """Keep the keys of different people apart: two clients may both count from 1."""
    return hashlib.sha256(f"{person}\0{key}".encode()).hexdigest()


def _check_same(outcome: Outcome, asked: Request, at: datetime | None, key: str) -> None:
    """Refuse the key when more than the desk compares was different the first time."""
    entry = outcome.entry
    assert entry is not None
    # Without an instant in the request, an act happens at the moment it is recorded.
    first_at = None if entry.at == entry.recorded_at else entry.at
    if first_at != at or entry.second != asked.second:
        raise KeyReusedError(key)


def _role(person: str, stream: str, act: Act) -> Role:
    """Find the role a person has in what the act speaks of."""
    kind, _, name = stream.partition(":")
    if isinstance(act, acts.OpenCourse):
        return directory.access_site(person, act.clinic)
    if kind == "site":
        return directory.access_site(person, name)
    role = directory.access_course(person, name)
    for site in _stocks(act):
        # A course is open to every pharmacist who may fill it; a stock only to its own.
        try:
            role = directory.access_site(person, site)
        except directory.NotYoursError as error:
            raise NotEntitledError(role, act.verb) from error
    return role


def _stocks(act: Act) -> tuple[str, ...]:
    """Name the sites that an act on a course takes from."""
    if isinstance(act, acts.Fill):
        return (act.site,)
    holder: Hand | None = getattr(getattr(act, "what", None), "hand", None)
    if holder is not None and kind_of(holder) is HandKind.STOCK:
        return (who_of(holder),)
    return ()


_PEOPLE = ("patient", "delegate", "recipient", "given_by", "observed_by")


def _check_named(act: Act) -> None:
    """Refuse people and policies that nobody entered: they could never be asked later."""
    named = {field: who for field in _PEOPLE if (who := getattr(act, field, None))}
    known = directory.names(set(named.values())) if named else {}
    for field, who in named.items():
        if who not in known:
            raise BadValueError(field, f"{who!r} is nobody in the directory")
    if isinstance(act, acts.OpenCourse | acts.OpenSite):
        try:
            desk().policies.named(act.policy)
        except PolicyError as error:
            raise BadValueError("policy", f"{act.policy!r} is not a policy here") from error


def _second(second: Second, stream: str, act: Act) -> Actor:
    """Let the second person sign in, here and now, for this one act."""
    with _PASSWORDS.one(second.username) as guess:
        account = authenticate(username=second.username, password=second.password)
        if account is None:
            raise SecondNotKnownError
        guess.right()
    person = directory.person_of_account(account)
    try:
        return Actor(person, _role(person, stream, act))
    except (directory.NotYoursError, NotEntitledError) as error:
        raise SecondNotKnownError from error


__all__ = [
    "GuessedTooOftenError",
    "Second",
    "SecondNotKnownError",
    "desk",
    "own_key",
    "rehearse",
    "request",
    "submit",
]
