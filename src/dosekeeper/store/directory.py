"""People, sites, and who may see what: the only way to a person or to what a user named.

(Lists of courses and bearer tokens have files of their own and are named here too.)
Deny by default. A door names a course or a site and gets back the role in which its user
stands to it, or NotYoursError: what is not yours and what is not there look the same.
"""

# ruff: noqa: PLC0414 - named again, so that doors need this one module
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.utils import timezone

from dosekeeper.core.events import course_stream, site_stream
from dosekeeper.core.people import Actor, Role
from dosekeeper.core.units import (
    BadValueError,
    check_id,
    check_text,
    day_of,
    zone_named,
)
from dosekeeper.store import statements, watching
from dosekeeper.store.courses import CourseRow as CourseRow
from dosekeeper.store.courses import boxes_beside as boxes_beside
from dosekeeper.store.courses import boxes_of as boxes_of
from dosekeeper.store.courses import courses_of as courses_of
from dosekeeper.store.errors import NotYoursError as NotYoursError
from dosekeeper.store.models import (
    Account,
    CourseIndex,
    CourseSite,
    CourseTie,
    Duty,
    MayFill,
    Person,
    Site,
)
from dosekeeper.store.tokens import TokenView as TokenView
from dosekeeper.store.tokens import create_token as create_token
from dosekeeper.store.tokens import revoke_all as revoke_all
from dosekeeper.store.tokens import revoke_token as revoke_token
from dosekeeper.store.tokens import token_person as token_person
from dosekeeper.store.tokens import tokens_of as tokens_of


@dataclass(frozen=True, slots=True)
class PersonView:
    """A person as the directory knows them. An erased person has an empty name."""

    id: str
    name: str
    born_on: date | None = None


@dataclass(frozen=True, slots=True)
class SiteView:
    """A clinic or pharmacy. `clinic` is the clinic a pharmacy belongs to, or empty.

    `phone` is the number people call it at, as they write it; empty where nobody gave one.
    """

    id: str
    name: str
    kind: str
    inside: bool
    zone: str
    policy: str
    clinic: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class DutyView:
    """One duty of a person at a site."""

    site: str
    role: Role
    view: SiteView
    deputy: bool = False


_COURSE_ROLES = (
    Role.PATIENT,
    Role.DELEGATE,
    Role.PRESCRIBER,
    Role.PHARMACIST,
    Role.NURSE,
    Role.MANAGER,
    Role.AUDITOR,
)
"""Who is two things to a course acts as the first of them. Patient and delegate stand
first, so that nobody on the staff can treat their own course as a clinician."""


# --- who is who ----------------------------------------------------------------------


def person(person_id: str) -> PersonView:
    """Return a person. Raises NotYoursError when there is none."""
    found = Person.objects.filter(pk=person_id).first()
    if found is None:
        raise NotYoursError(f"person {person_id!r}")
    return PersonView(found.id, found.name, found.born_on)


def unknown(ids: Iterable[str]) -> set[str]:
    """Return those who are nobody in the directory."""
    wanted = set(ids)
    return wanted - statements.known(wanted)


def people() -> list[PersonView]:
    """Return everybody, by id. For the command line of whoever runs the installation."""
    return [PersonView(p.id, p.name, p.born_on) for p in Person.objects.order_by("pk")]


def names(ids: Iterable[str]) -> dict[str, str]:
    """Return id to name; an unknown or erased person is called by the id."""
    wanted = set(ids)
    found = dict(Person.objects.filter(pk__in=wanted).values_list("pk", "name"))
    return {person_id: found.get(person_id) or person_id for person_id in wanted}


def person_of_account(account: AbstractBaseUser | AnonymousUser) -> str:
    """Return whose account it is. Raises NotYoursError for one that is nobody's."""
    if not isinstance(account, Account) or account.person_id is None or account.shut:
        raise NotYoursError("account")
    return account.person_id


def may_sign_in(account: AbstractBaseUser | AnonymousUser) -> bool:
    """Say whether an account opens here: a demo account only in demo mode."""
    return isinstance(account, Account) and not account.shut


def is_demo(username: str) -> bool:
    """Say whether a user name belongs to the demo clinic."""
    return Account.objects.filter(username=username, demo=True).exists()


@dataclass(frozen=True, slots=True)
class DemoView:
    """Somebody of the demo clinic: who, and what they are where."""

    person: str
    name: str
    role: Role | None
    site: str = ""


def demo_people() -> list[DemoView]:
    """Return who has a demo account that opens here, in the order they were made."""
    if not settings.DEMO:
        return []
    found = Person.objects.filter(account__demo=True, account__is_active=True)
    duties: dict[str, Duty] = {}
    for duty in Duty.objects.filter(person__in=found).select_related("site").order_by("pk"):
        duties.setdefault(duty.person_id, duty)
    shown = []
    for one in found.order_by("account__pk"):
        at_work = duties.get(one.id)
        if at_work is not None:
            shown.append(DemoView(one.id, one.name, Role(at_work.role), at_work.site.name))
        else:
            role = next(iter(own_roles(one.id)), None)
            shown.append(DemoView(one.id, one.name, role))
    return shown


def demo_account(person_id: str) -> AbstractBaseUser:
    """Return a demo account to sign in with; only in demo mode there is one."""
    found = Account.objects.filter(person=person_id, demo=True).first()
    if not settings.DEMO or found is None or found.shut:
        raise NotYoursError(f"demo account {person_id[:64]!r}")
    return found


def own_roles(person_id: str) -> list[Role]:
    """Return what a person is to the courses that are tied to them: patient, delegate."""
    ties = CourseTie.objects.filter(person=person_id).values_list("role", flat=True)
    return sorted({Role(role) for role in ties}, key=_COURSE_ROLES.index)


def own_course(person_id: str) -> str:
    """Return the newest course that is tied to a person; empty where none is."""
    tied = CourseTie.objects.filter(person=person_id).values("course")
    newest = CourseIndex.objects.filter(pk__in=tied).order_by("-opened_at")
    return newest.values_list("pk", flat=True).first() or ""


def treated_at(course: str) -> tuple[str, SiteView | None]:
    """Return the time zone of a course, and its clinic.

    Raises NotYoursError when there is no such course.
    """
    found = CourseIndex.objects.filter(pk=course).values_list("zone", "clinic").first()
    if found is None:
        raise NotYoursError(f"course {course[:64]!r}")
    return found[0], site_if_known(found[1])


# --- what a user named -----------------------------------------------------------------


def roles_at_course(person_id: str, course: str) -> frozenset[Role]:
    """Return everything a person is to a course; nothing at all for most people."""
    try:
        course_stream(course)
    except BadValueError:
        return frozenset()
    found, today = set(), None
    for role, until_on, zone in statements.roles(person_id, course):
        if until_on is not None:
            today = today or day_of(timezone.now(), zone_named(zone))
            if today > until_on:
                continue
        found.add(Role(role))
    return frozenset(found)


def roles_at_site(person_id: str, site: str) -> frozenset[Role]:
    """Return everything a person is at a site."""
    return frozenset(Role(role) for role in statements.duties(person_id, site))


def ranked(roles: Iterable[Role]) -> list[Role]:
    """Return roles in the order in which they speak: whoever is several acts as the first."""
    return sorted(roles, key=_COURSE_ROLES.index)


def access_course(person_id: str, course: str, role: Role | None = None) -> Role:
    """Return the role in which a person stands to a course, the named one if given.

    Raises NotYoursError when there is no relation, or not that one.
    """
    found = roles_at_course(person_id, course)
    for candidate in ranked(found if role is None else found & {role}):
        return candidate
    raise NotYoursError(f"course {course[:64]!r}")


def access_site(person_id: str, site: str, role: Role | None = None) -> Role:
    """Return the role in which a person works at a site, the named one if given.

    Raises NotYoursError when they do not work there, or not as that.
    """
    found = roles_at_site(person_id, site)
    for candidate in ranked(found if role is None else found & {role}):
        return candidate
    raise NotYoursError(f"site {site[:64]!r}")


def access_stream(person_id: str, stream: str, role: Role | None = None) -> Role:
    """Return the role in which a person stands to a stream, course or site."""
    kind, _, name = stream.partition(":")
    if kind == "course":
        return access_course(person_id, name, role)
    if kind == "site":
        return access_site(person_id, name, role)
    raise NotYoursError(f"stream {stream[:64]!r}")


def second_at(person_id: str, stream: str) -> Actor:
    """Return who stands beside an actor, in their own role at this stream.

    A witness at a course may also be a colleague from the clinic's own pharmacy. Raises
    NotYoursError when they have nothing to do with it.
    """
    return Actor(person_id, access_stream(person_id, stream))


# --- who works where -------------------------------------------------------------------


def site(site_id: str) -> SiteView:
    """Return a site. Raises NotYoursError when there is none."""
    found = site_if_known(site_id)
    if found is None:
        raise NotYoursError(f"site {site_id[:64]!r}")
    return found


def site_if_known(site_id: str) -> SiteView | None:
    """Return a site, where there is one."""
    found = Site.objects.filter(pk=site_id).first()
    return _site_view(found) if found else None


def sites() -> list[SiteView]:
    """Return every site, by id. For the command line."""
    return [_site_view(found) for found in Site.objects.order_by("pk")]


def sites_of(person_id: str) -> list[DutyView]:
    """Return where a person works, and as what, by site."""
    found = Duty.objects.filter(person=person_id).select_related("site")
    return [
        DutyView(duty.site_id, Role(duty.role), _site_view(duty.site), duty.deputy)
        for duty in found.order_by("site", "role")
    ]


def duties_of(person_id: str) -> list[tuple[SiteView, Role]]:
    """Return the same as pairs."""
    return [(duty.view, duty.role) for duty in sites_of(person_id)]


def people_at(site_id: str, role: Role | None = None) -> list[PersonView]:
    """Return who works at a site, in one role if named, by id."""
    at_work = Duty.objects.filter(site=site_id, **({"role": role.value} if role else {}))
    found = Person.objects.filter(pk__in=at_work.values("person_id")).order_by("pk")
    return [PersonView(each.id, each.name, each.born_on) for each in found]


def pharmacies_of(course: str) -> list[SiteView]:
    """Return the sites that may fill for a course: the clinic's own, then the chosen."""
    index = CourseIndex.objects.filter(pk=course).first()
    clinic = index.clinic if index else ""
    chosen = set(MayFill.objects.filter(course=course).values_list("site_id", flat=True))
    chosen |= set(CourseSite.objects.filter(course=course).values_list("site", flat=True))
    found = Site.objects.filter(pk__in=chosen) | Site.objects.filter(
        kind="pharmacy", clinic=clinic
    )
    return sorted(
        (_site_view(each) for each in found.distinct()),
        key=lambda view: (view.clinic != clinic, view.id),
    )


def works_for(person_id: str, course: str) -> bool:
    """Say whether a person has a duty at a course's clinic or where it may be filled."""
    places = [view.id for view in pharmacies_of(course)]
    places += CourseIndex.objects.filter(pk=course).values_list("clinic", flat=True)
    return Duty.objects.filter(person=person_id, site__in=places).exists()


def _site_view(found: Site) -> SiteView:
    return SiteView(
        id=found.id,
        name=found.name,
        kind=found.kind,
        inside=found.inside,
        zone=found.zone,
        policy=found.policy,
        clinic=found.clinic_id or "",
        phone=found.phone,
    )


# --- changes to the directory ----------------------------------------------------------


def add_person(person_id: str, name: str, born_on: date | None = None) -> PersonView:
    """Add a person. Raises BadValueError when the id is taken or malformed."""
    check_id("person", person_id)
    check_text("name", name, least=1)
    with transaction.atomic():
        if Person.objects.filter(pk=person_id).exists():
            raise BadValueError("person", f"{person_id!r} is taken")
        Person.objects.create(id=person_id, name=name, born_on=born_on)
    return PersonView(person_id, name, born_on)


def rename_person(person_id: str, name: str, born_on: date | None = None) -> None:
    """Correct a person's identity, or erase it with an empty name; the journal stays."""
    check_text("name", name)
    if not Person.objects.filter(pk=person_id).update(name=name, born_on=born_on):
        raise NotYoursError(f"person {person_id!r}")


def add_site(  # noqa: PLR0913 - a site has this many parts
    site_id: str,
    name: str,
    *,
    kind: str,
    zone: str,
    policy: str,
    inside: bool = False,
    clinic: str = "",
    phone: str = "",
) -> SiteView:
    """Add a site; `clinic` names the clinic that a pharmacy belongs to."""
    site_stream(site_id)
    check_text("name", name, least=1)
    _check_phone(phone)
    zone_named(zone)
    check_id("policy", policy)
    if kind not in {"clinic", "pharmacy"}:
        raise BadValueError("kind", f"{kind[:80]!r} is neither clinic nor pharmacy")
    with transaction.atomic():
        if Site.objects.filter(pk=site_id).exists():
            raise BadValueError("site", f"{site_id!r} is taken")
        if clinic and not Site.objects.filter(pk=clinic, kind="clinic").exists():
            raise BadValueError("clinic", f"{clinic[:64]!r} is no clinic here")
        made = Site.objects.create(
            id=site_id,
            name=name,
            kind=kind,
            inside=inside,
            zone=zone,
            policy=policy,
            clinic_id=clinic or None,
            phone=phone,
        )
    return _site_view(made)


def set_phone(site_id: str, phone: str) -> None:
    """Change the number a site is called at, or forget it with an empty one.

    Raises BadValueError for what is no number, NotYoursError for a site that is not there.
    """
    _check_phone(phone)
    if not Site.objects.filter(pk=site_id).update(phone=phone):
        raise NotYoursError(f"site {site_id[:64]!r}")


_PHONE = re.compile(r"\+?[0-9(](?:[ ./-]?[0-9()]){2,24}", re.ASCII)


def _check_phone(phone: str) -> None:
    if phone and not _PHONE.fullmatch(phone):
        raise BadValueError("phone", f"{phone[:40]!r} is not a telephone number")


def add_duty(person_id: str, site_id: str, role: Role, *, deputy: bool = False) -> None:
    """Give a person a role at a site, once more with what is different now.

    A ``deputy`` is told what colleagues of the role leave undone. Whoever is new is told with
    the next run what is in force there.
    """
    person(person_id)
    site(site_id)
    if role in {Role.PATIENT, Role.DELEGATE}:
        raise BadValueError("role", f"{role} is somebody of a course, not of a site")
    with transaction.atomic():
        Duty.objects.update_or_create(
            person_id=person_id, site_id=site_id, role=role.value, defaults={"deputy": deputy}
        )
        watching.wake(watching.streams_at(site_id), timezone.now())


def end_duty(person_id: str, site_id: str, role: Role) -> None:
    """Take a role at a site away; it is gone with the next request.

    What only they were told is told to whoever stands in, with the next run.
    """
    with transaction.atomic():
        Duty.objects.filter(person=person_id, site=site_id, role=role.value).delete()
        watching.wake(watching.streams_at(site_id), timezone.now())


def let_fill(course: str, site_id: str) -> None:
    """Let a pharmacy outside the clinic see and fill for one course."""
    course_stream(course)
    site(site_id)
    MayFill.objects.get_or_create(course=course, site_id=site_id)


def set_password(
    person_id: str, password: str, username: str = "", *, demo: bool = False
) -> str:
    """Give a person an account, or the account a new password; return the user name.

    Sessions of the account end with the old password's hash, and the person's tokens are
    revoked. ``demo`` marks an account whose password everybody knows.
    """
    person(person_id)
    account = Account.objects.filter(person=person_id).first()
    if account is None:
        account = Account(username=username or person_id, person_id=person_id)
    account.set_password(password)
    account.demo = demo
    with transaction.atomic():
        account.save()
        revoke_all(person_id)
    return account.username


def close_account(person_id: str) -> None:
    """Let nobody sign in as this person any more."""
    Account.objects.filter(person=person_id).update(is_active=False)
