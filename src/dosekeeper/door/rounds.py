"""Whose list a course is on, and what of it is open: pages, form and check ask here.

Whoever evaluated or prescribed last has a course on their list. One that nobody has, because
nobody has evaluated it yet or because its doctor has no duty at the clinic any more, is on
the list of every doctor there: it must never be on nobody's.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from dosekeeper.core.events import course_stream
from dosekeeper.core.people import Role
from dosekeeper.door.looking import Looked, looked_at
from dosekeeper.store import contacts, courses, watching


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """On whose list each of some courses is, and what there is to see on those looked at.

    ``whose`` is empty for a course on everybody's list.
    """

    whose: Mapping[str, str]
    looked: Mapping[str, Looked]

    def is_on(self, doctor: str, course: str) -> bool:
        """Whether a course is on a doctor's list."""
        return self.whose[course] in {doctor, ""}


@dataclass(frozen=True, slots=True, kw_only=True)
class DoctorsList:
    """The patients on a doctor's list, and those of them left open.

    Open is what needs a look and nobody has taken on.
    """

    listed: tuple[str, ...]
    left: tuple[str, ...]


def doctors_at(clinic: str) -> tuple[str, ...]:
    """Return who prescribes at a clinic today, by id."""
    return contacts.on_duty(clinic).of(Role.PRESCRIBER)


def whose(doctor: str, on_duty: Collection[str]) -> str:
    """Return on whose list a course is, by its doctor; empty for everybody's."""
    return doctor if doctor in on_duty else ""


def seen_for(
    doctors: Collection[str],
    clinics: Mapping[str, str],
    now: datetime,
    *,
    besides: Collection[str] = (),
) -> Seen:
    """Look at those of some courses that are on the lists of some doctors.

    ``clinics`` is course to clinic, ``besides`` are courses looked at whosever they are. Of
    the others only the doctor is asked, of the table of the run that tells people, as far as
    it is not behind. Raises PolicyError when the policy of a course is not there.
    """
    on_duty = {clinic: doctors_at(clinic) for clinic in set(clinics.values())}
    asked = [course for course in clinics if course not in set(besides)]
    known = watching.doctors_of(course_stream(course) for course in asked)
    others = {
        course: doctor
        for course in asked
        if (doctor := whose(known.get(course_stream(course), ""), on_duty[clinics[course]]))
        and doctor not in doctors
    }
    looked = looked_at((course for course in clinics if course not in others), now)
    own = {c: whose(seen.doctor, on_duty[clinics[c]]) for c, seen in looked.items()}
    return Seen(whose=others | own, looked=looked)


def lists_of(clinic: str, doctors: Collection[str], now: datetime) -> dict[str, DoctorsList]:
    """Return the lists of some doctors of a clinic as they are now.

    Raises PolicyError when the policy of a course is not there.
    """
    patients = courses.alive_at(clinic)
    seen = seen_for(doctors, dict.fromkeys(patients, clinic), now)
    found = {}
    for doctor in doctors:
        own = [course for course in patients if seen.is_on(doctor, course)]
        found[doctor] = DoctorsList(
            listed=tuple(patients[course] for course in own),
            left=tuple(patients[course] for course in own if seen.looked[course].open),
        )
    return found
