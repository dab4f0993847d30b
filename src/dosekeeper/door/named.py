"""Whether who and what an act names goes together with whoever asks, and with the course.

A prescriber's practice, a clinic's own policy, a giver somebody could ask: all of it stands
in the directory and nothing of it in a journal, so no rule of the desk could ask. Nor could
it count what a doctor's list has open: that is in the journals of many courses.
"""

from datetime import datetime

from dosekeeper.core import acts
from dosekeeper.core.acts import Act
from dosekeeper.core.people import Role
from dosekeeper.core.units import BadValueError, day_of, zone_named
from dosekeeper.door.rounds import lists_of
from dosekeeper.store import courses, directory


ADULT_YEARS = 18


def check_related(asker: str, stream: str, act: Act, now: datetime) -> None:
    """Refuse what does not belong together. Raises BadValueError with the field."""
    course = stream.partition(":")[2]  # or the site
    match act:
        case acts.OpenCourse():
            _check_opening(act)
        case acts.Appoint():
            _check_trusted(act.delegate, course, now)
        case acts.Agree(vetting=acts.Vetting(patients=patients)):
            _check_others(asker, course, patients)
        case acts.TakeDose() if not act.already:
            # What has happened is told of whoever did it, a delegate of last week too.
            for field in ("given_by", "observed_by"):
                _check_of_course(field, getattr(act, field), course)
        case acts.Prescribe() if act.group:
            _check_group(asker, act.group)
        case acts.SignRound():
            _check_round(asker, course, act, now)
        case _:
            pass


def _check_opening(act: acts.OpenCourse) -> None:
    """A clinic's courses keep the clinic's rules and clock."""
    clinic = directory.site(act.clinic)
    if act.policy != clinic.policy:
        raise BadValueError("policy", f"is {clinic.policy!r} at {clinic.id}")
    if act.zone != clinic.zone:
        raise BadValueError("zone", f"is {clinic.zone!r} at {clinic.id}")


def _check_of_course(field: str, person: str | None, course: str) -> None:
    if person is not None and not directory.roles_at_course(person, course):
        raise BadValueError(field, f"{person!r} has nothing to do with this course")


def _check_group(asker: str, group: str) -> None:
    """A practice of one's own only: prescribers of one group count as one."""
    if Role.PRESCRIBER not in directory.roles_at_site(asker, group):
        raise BadValueError("group", f"{group!r} is not where you prescribe")


def _check_round(asker: str, clinic: str, act: acts.SignRound, now: datetime) -> None:
    """A round is a doctor's of the clinic, and its numbers are those of the list as it is now.

    Whoever signs cannot make the list shorter than it is: what another number is refused
    with says the right one.
    """
    of = act.instead_of or asker
    if act.instead_of and Role.PRESCRIBER not in directory.roles_at_site(of, clinic):
        raise BadValueError("instead_of", f"{of!r} is no doctor of {clinic}")
    there = lists_of(clinic, [of], now)[of]
    for field, said, known in (
        ("listed", act.listed, len(there.listed)),
        ("left", act.left, len(there.left)),
    ):
        if said != known:
            raise BadValueError(field, f"is {known} now")


def _check_others(asker: str, course: str, patients: int) -> None:
    """Whoever signs for a box says of no fewer others than are known here."""
    known = directory.boxes_of(asker, besides=course)
    if patients < known:
        raise BadValueError("vetting.patients", f"is {known} here at least")


def _check_trusted(person: str, course: str, now: datetime) -> None:
    """Refuse the staff, and a child; who has no birth date here answers for it themselves.

    Whoever turns eighteen does so on the clinic's day.
    """
    if directory.works_for(person, course):
        raise BadValueError("delegate", "works for this course: staff hold no box")
    born_on = directory.person(person).born_on
    if born_on is None:
        return
    _, zone = courses.patients_of({course}).get(course, ("", "UTC"))  # a site appoints nobody
    today = day_of(now, zone_named(zone))
    age = today.year - born_on.year - ((today.month, today.day) < (born_on.month, born_on.day))
    if age < ADULT_YEARS:
        raise BadValueError("delegate", f"is younger than {ADULT_YEARS}")
