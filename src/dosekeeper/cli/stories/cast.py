"""Who is there: the fixed cast of every test and page, and the demo clinic's patients."""

from dataclasses import dataclass
from datetime import date

from dosekeeper.core.people import Role


ZONE = "America/New_York"
POLICY = "article"
CLINIC = "harbor-clinic"
INSIDE = "main-pharmacy"
OUTSIDE = "corner-pharmacy"
ELSEWHERE = "hill-clinic"
PASSWORD = "demo-clinic-only"  # noqa: S105 - it opens demo accounts in demo mode, nothing else


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A clinic, its own pharmacy, or a pharmacy in town."""

    site: str
    name: str
    kind: str = "clinic"
    inside: bool = False
    clinic: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody of the cast; without a site they are a patient or a trusted person."""

    id: str
    name: str
    role: Role
    sites: tuple[str, ...] = ()
    born_on: date | None = None


PLACES = (
    Place(site=CLINIC, name="Harbor Clinic", phone="212-555-0142"),
    Place(site=INSIDE, name="Main Pharmacy", kind="pharmacy", inside=True, clinic=CLINIC),
    Place(site=OUTSIDE, name="Corner Pharmacy", kind="pharmacy"),
    Place(site=ELSEWHERE, name="Hill Clinic", phone="212-555-0167"),
)

STAFF = (
    Person(id="dr-reyes", name="Dr Ana Reyes", role=Role.PRESCRIBER, sites=(CLINIC,)),
    Person(id="dr-chen", name="Dr Wei Chen", role=Role.PRESCRIBER, sites=(CLINIC,)),
    Person(id="nell", name="Nell Hart", role=Role.NURSE, sites=(CLINIC, INSIDE)),
    Person(id="femi", name="Femi Adeyemi", role=Role.PHARMACIST, sites=(OUTSIDE,)),
    Person(id="ines", name="Ines Duarte", role=Role.PHARMACIST, sites=(INSIDE,)),
    Person(id="mona", name="Mona Lindqvist", role=Role.MANAGER, sites=(CLINIC, INSIDE)),
    Person(id="aude", name="Aude Martin", role=Role.AUDITOR, sites=(CLINIC, INSIDE)),
    Person(id="oscar", name="Dr Oscar Blom", role=Role.PRESCRIBER, sites=(ELSEWHERE,)),
)

_PATIENTS = (
    ("lucia", "Lucia Moreno", date(1981, 5, 17)),
    ("amara", "Amara Okafor", date(1974, 11, 2)),
    ("bela", "Bela Novak", date(1990, 1, 23)),
    ("carl", "Carl Weiss", date(1967, 8, 9)),
    ("dana", "Dana Petrov", date(1985, 3, 30)),
    ("felix", "Felix Grant", date(1992, 12, 12)),
    ("grace", "Grace Kim", date(1979, 7, 4)),
    ("henrik", "Henrik Dahl", date(1959, 2, 14)),
    ("ivy", "Ivy Clarke", date(1996, 10, 28)),
    ("omar", "Omar Haddad", date(1988, 6, 6)),
    ("petra", "Petra Vogel", date(1971, 9, 19)),
    ("ruth", "Ruth Abrams", date(1963, 4, 1)),
    ("theo", "Theo Laurent", date(1983, 2, 28)),
)
_TRUSTED = (
    ("marco", "Marco Moreno"),
    ("jonas", "Jonas Okafor"),
    ("noor", "Noor Novak"),
    ("rosa", "Rosa Weiss"),
    ("eli", "Eli Petrov"),
    ("ana", "Ana Grant"),
    ("hugo", "Hugo Kim"),
    ("ulla", "Ulla Dahl"),
    ("sam", "Sam Clarke"),
    ("lena", "Lena Haddad"),
    ("tom", "Tom Vogel"),
)
PATIENTS = tuple(
    Person(id=who, name=name, role=Role.PATIENT, born_on=born_on)
    for who, name, born_on in _PATIENTS
)
TRUSTED = tuple(Person(id=who, name=name, role=Role.DELEGATE) for who, name in _TRUSTED)
PEOPLE = {person.id: person for person in (*STAFF, *PATIENTS, *TRUSTED)}

DOORS = (
    ("dr-reyes", "prescriber: who needs a look today; Lucia's course"),
    ("dr-chen", "second prescriber: Dana's dose rise waits for a second pair of eyes"),
    ("nell", "nurse: Theo's and Ruth's doses in the clinic"),
    ("femi", "pharmacist outside: fill for Lucia, and be told why not"),
    ("ines", "pharmacist inside: the register, counts, waste"),
    ("marco", "trusted person: Lucia's box"),
    ("lucia", "patient: her own course"),
    ("hugo", "trusted person: Grace's doses wait to be accepted"),
    ("tom", "trusted person of Petra, who has not signed yet"),
    ("mona", "clinic manager"),
    ("aude", "auditor: reads everything of the clinic, changes nothing"),
    ("oscar", "a prescriber of another clinic: sees nothing"),
)
"""How to sign in as each role, in the order in which to try them."""
