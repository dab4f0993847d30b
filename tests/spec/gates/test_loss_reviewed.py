"""After a loss the doctor looks first."""

from tests.spec.cases import ANOTHER, HOME, LOOKED, Because, Case, needs_override


LOST = f"{HOME}2026-01-10 09:00  lost 1 dose with marco by marco: fell into the sink\n"
BEFORE = (
    f"{ANOTHER}2026-01-09 09:00  returned 3 doses to police-box by marco, received by nell\n"
)
"""An earlier course, with one dose left of it."""
FILL = "fill 3 doses for marco at corner-pharmacy by femi"


def loss(
    finding: str = "not-reviewed", on: str = "2026-01-10", clears: str = "evaluate"
) -> Because:
    return needs_override(
        "loss-reviewed",
        finding,
        "practice",
        by="prescriber",
        second=True,
        clears_by=clears,
        lost_units=1,
        lost_on=on,
    )


def test_an_evaluation_after_the_loss_clears_it(case: Case):
    case(
        "Not looked at",
        f"{LOST}2026-01-20 10:00  {LOOKED}\nask 2026-01-20 10:00  {FILL}",
        loss(),
    )
    case(
        "Evaluated since",
        f"{LOST}2026-01-12 09:00  evaluated by dr-reyes: phq-9 12\n2026-01-20 10:00  {LOOKED}\nask 2026-01-20 10:00  {FILL}",
    )


def test_the_doctor_cannot_have_looked_at_what_was_not_written_down(case: Case):
    case(
        "Lost on the 10th, evaluated on the 12th, told on the 13th",
        f"""{HOME}\
2026-01-12 09:00  evaluated by dr-reyes: phq-9 12
2026-01-10 09:00 (recorded 2026-01-13 09:00)  lost 1 dose with marco by marco: fell into the sink
2026-01-20 10:00  {LOOKED}
ask 2026-01-20 10:00  {FILL}
""",
        loss(),
    )


def test_a_theft_needs_its_report(case: Case):
    evaluated = "2026-01-12 09:00  evaluated by dr-reyes: phq-9 12\n"
    stolen = f"{HOME}2026-01-10 09:00  lost 1 dose with marco, stolen by marco{{}}: the bag was taken\n"
    case(
        "Evaluated, no number of a report",
        f"{stolen.format('')}{evaluated}2026-01-20 10:00  {LOOKED}\nask 2026-01-20 10:00  {FILL}",
        loss("theft-not-reported", clears="correct"),
    )
    case(
        "Evaluated, with its number",
        f"{stolen.format(', report 26-1147')}{evaluated}2026-01-20 10:00  {LOOKED}\nask 2026-01-20 10:00  {FILL}",
    )


def test_a_second_person_and_a_reason_lift_it(case: Case):
    verdict = case(
        "An override by two",
        f"{LOST}2026-01-20 09:00  waived loss-reviewed for fill because clinical-need by dr-reyes, second dr-chen: she dropped it before my eyes\n"
        f"2026-01-20 10:00  {LOOKED}\nask 2026-01-20 10:00  {FILL}",
        needs_override(
            "loss-reviewed",
            "not-reviewed",
            "practice",
            by="prescriber",
            second=True,
            waived_by=14,
            clears_by="evaluate",
            lost_units=1,
            lost_on="2026-01-10",
        ),
    )
    assert verdict.allowed


def test_a_new_course_does_not_forget_a_loss(case: Case):
    lost = (
        f"{BEFORE}2026-01-20 08:00  closed by dr-reyes: moves away\n"
        "2026-01-10 09:00 (recorded 2026-01-21 09:00)  lost 1 dose with marco by marco: fell into the sink\n"
    )
    asked = f"2026-01-23 10:00  {LOOKED}\nask 2026-01-23 10:00  {FILL}"
    case(
        "Told of the course before, after the evaluation of this one",
        f"{HOME}2026-01-20 09:00  evaluated by dr-reyes: phq-9 12\n{asked}",
        loss(),
        earlier=(lost,),
    )
    case(
        "An evaluation here, once it was told there, clears it",
        f"{HOME}2026-01-22 09:00  evaluated by dr-reyes: phq-9 12\n{asked}",
        earlier=(lost,),
    )
    stolen = f"{BEFORE}2026-01-10 09:00  lost 1 dose with marco, stolen by marco: the bag was taken\n"
    case(
        "A theft in the course before still needs its report",
        f"{HOME}2026-01-22 09:00  evaluated by dr-reyes: phq-9 12\n{asked}",
        loss("theft-not-reported", clears="correct"),
        earlier=(stolen,),
    )
