"""One request to the desk, whichever door it came through.

Who asks, in which role, and who stands beside them is settled here, from the directory.
Whether the act may be done is the desk's answer and never this module's.
"""

import hashlib
from dataclasses import replace
from datetime import datetime

from dosekeeper.core import acts
from dosekeeper.core.acts import Act, Request
from dosekeeper.core.ledger import Hand, HandKind, kind_of, who_of
from dosekeeper.core.people import HOLDERS, STAFF, Actor, Role, may
from dosekeeper.core.policy import PolicyError
from dosekeeper.core.sharing import seen_entry, seen_reasons
from dosekeeper.core.units import BadValueError
from dosekeeper.core.verdict import Verdict
from dosekeeper.desk.decide import NotEntitledError, Outcome
from dosekeeper.door.guesses import GuessedTooOftenError
from dosekeeper.door.installed import desk, group_writes
from dosekeeper.door.named import check_related
from dosekeeper.door.reading import read_act
from dosekeeper.door.sight import sight
from dosekeeper.door.signing import Second, SecondNotKnownError, sign_in, wants_code
from dosekeeper.store import directory


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
    act = read_act(verb, data)
    kept = None if key is None else own_key(person, key)
    # A code opens once, and a request whose answer was lost is sent with the same code.
    repeated = bool(kept and second and second.code) and _is_answered(stream, kept or "")
    asked = request(person, stream, act, now=now, at=at, second=second, with_code=not repeated)
    return _as_seen(desk().decide(stream, asked, now=now, key=kept), stream, asked.by, now)


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
    """Ask what would come of it; write nothing, and use no code up. Raises as ``submit`` does.

    Of a second person the password is looked at; their code is when they sign.
    """
    act = read_act(verb, data)
    asked = request(person, stream, act, now=now, at=at, second=second, with_code=False)
    return _as_seen(desk().rehearse(stream, asked, now=now), stream, asked.by, now)


def _as_seen(outcome: Outcome, stream: str, viewer: Actor, now: datetime) -> Outcome:
    """Answer with what the asker may see; it was judged on all there is."""
    if viewer.role not in HOLDERS:
        return outcome
    chart = desk().journal.look(stream, lambda pages: pages.chart(stream))
    sees = sight(chart, viewer, now)
    reasons = seen_reasons(outcome.verdict.reasons, sees)
    entry = seen_entry(outcome.entry, sees) if outcome.entry else None
    return replace(outcome, verdict=Verdict(reasons=reasons), entry=entry)


def request(  # noqa: PLR0913 - the parts of a request
    person: str,
    stream: str,
    act: Act,
    *,
    now: datetime,
    at: datetime | None = None,
    second: Second | None = None,
    with_code: bool = True,
) -> Request:
    """Put a request together: the roles come from the directory, not from the asker.

    Raises NotYoursError (a door says 404), NotEntitledError (403), SecondNotKnownError,
    and BadValueError for people and policies that are not there or do not belong together.
    """
    role = role_for(person, stream, act)
    _check_named(act)
    if may(role, act.verb):  # who may not ask at all is told that, by the desk
        check_related(person, stream, act, now)
    beside = None
    if second is not None:
        beside = _second(second, stream, with_code=with_code)
    return Request(act=act, by=Actor(person, role), at=at or now, second=beside)


def own_key(person: str, key: str) -> str:
    """Keep the keys of different people apart: two clients may both count from 1."""
    return hashlib.sha256(f"{person}\0{key}".encode()).hexdigest()


def _is_answered(stream: str, key: str) -> bool:
    return desk().journal.look(stream, lambda pages: pages.answered(key)) is not None


def role_for(person: str, stream: str, act: Act) -> Role:
    """Find the role in which a person asks for an act.

    Who is several things acts as the one that may ask. Who is the patient or the delegate
    is that and nothing else: nobody treats themselves as a clinician.
    """
    kind, _, name = stream.partition(":")
    if kind == "site" or isinstance(act, acts.OpenCourse):
        site = act.clinic if isinstance(act, acts.OpenCourse) else name
        return _fitting(directory.roles_at_site(person, site), act, site)
    role = _fitting(directory.roles_at_course(person, name), act, name)
    if site := _stock(act):
        # A course is open to every pharmacist who may fill it; a stock only to its own.
        here = directory.roles_at_site(person, site)
        if not here & ({Role.PHARMACIST} if isinstance(act, acts.Fill) else STAFF):
            raise NotEntitledError(role, act.verb)
    return role


def _fitting(roles: frozenset[Role], act: Act, name: str) -> Role:
    """Choose among a person's roles, the first of which speaks unless another may ask."""
    if not roles:
        raise directory.NotYoursError(name)
    ranked = directory.ranked(roles)
    if ranked[0] in HOLDERS:
        return ranked[0]
    return next((role for role in ranked if may(role, act.verb)), ranked[0])


def _stock(act: Act) -> str:
    """Name the site that an act on a course takes from, if there is one."""
    if isinstance(act, acts.Fill):
        return act.site
    holder: Hand | None = getattr(getattr(act, "what", None), "hand", None)
    taken = holder is not None and kind_of(holder) is HandKind.STOCK
    return who_of(holder) if holder is not None and taken else ""


_PEOPLE = ("patient", "delegate", "recipient", "given_by", "observed_by")


def _check_named(act: Act) -> None:
    """Refuse people and policies that nobody entered: they could never be asked later."""
    named = {
        field: who for field in _PEOPLE if isinstance(who := getattr(act, field, None), str)
    }
    unknown = directory.unknown(named.values())
    for field, who in named.items():
        if who in unknown:
            raise BadValueError(field, f"{who!r} is nobody in the directory")
    if isinstance(act, acts.OpenCourse | acts.OpenSite):
        try:
            desk().policies.named(act.policy)
        except PolicyError as error:
            raise BadValueError("policy", f"{act.policy!r} is not a policy here") from error


def _second(second: Second, stream: str, *, with_code: bool) -> Actor:
    """Let the second person sign in, here and now, for this one act."""
    person = sign_in(second, with_code=with_code)
    try:
        return directory.second_at(person, stream)
    except directory.NotYoursError as error:
        raise SecondNotKnownError from error


__all__ = [
    "GuessedTooOftenError",
    "Second",
    "SecondNotKnownError",
    "desk",
    "group_writes",
    "own_key",
    "rehearse",
    "request",
    "role_for",
    "sign_in",
    "submit",
    "wants_code",
]
