"""Courses whose doses never leave the clinic: the first weeks of each kind."""

from datetime import datetime

from dosekeeper.cli.stories.telling import Course, Story
from dosekeeper.core.plan import Level, Place, Plan
from dosekeeper.core.units import Mass


SPRAY = "esketamine-intranasal-device-28mg"
VIAL = "ketamine-intravenous-tenth-ml-5mg"


def theo(now: datetime) -> Story:
    """Induction with esketamine spray, twice a week under the nurse's eyes."""
    plan = Plan(
        product=SPRAY,
        dose=Mass.mg(56),
        doses_per_week=2,
        spacing_hours=48,
        place=Place.CLINIC,
    )
    course = Course.of("theo", now, plan)
    course.begin(-10, weight_kg=83, level=Level.L0, aim="response after four weeks")
    course.visit(-10, doses=8, per_fill=1)
    course.clinic_doses(-10, -7, -3)
    return course.story


def ruth(now: datetime) -> Story:
    """Infusions of half a milligram per kilogram, drawn from vials of the stock."""
    plan = Plan(
        product=VIAL,
        dose=Mass.mg(35),
        doses_per_week=2,
        spacing_hours=48,
        place=Place.CLINIC,
    )
    course = Course.of("ruth", now, plan)
    course.doctor = "dr-chen"
    course.begin(-16, weight_kg=71, level=Level.L0, aim="six infusions, then judged anew")
    course.visit(-16, doses=6, per_fill=1)
    course.clinic_doses(-16, -12, -9, -5, -2)
    return course.story
