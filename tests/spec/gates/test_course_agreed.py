"""Both sides sign, each in their own name."""

from tests.spec.cases import EVALUATED, Case, refuses


ASKED = "prescribe by dr-reyes: 8 doses for 28 days, 4 a fill"
UNSIGNED = """\
course lucia, 2026-01-05, weight 70 kg, zone America/New_York
plan 100 mg sublingual troche, 2 a week at least 48 h apart, until 2027-12-31 for remission, held by marco

2026-01-05 09:00  evaluated by dr-reyes: phq-9 18
"""
NO_PATIENT = refuses(
    "course-agreed", "patient-missing", "practice", clears_by="agree", person="lucia"
)


def test_both_have_to_sign(case: Case):
    case(
        "Neither has agreed",
        f"{UNSIGNED}ask 2026-01-05 10:00  {ASKED}",
        NO_PATIENT,
        refuses(
            "course-agreed",
            "prescriber-missing",
            "practice",
            clears_by="agree",
            person="dr-reyes",
        ),
    )
    case(
        "The doctor alone does not agree for the patient",
        f"{UNSIGNED}2026-01-05 09:30  agreed by dr-reyes\nask 2026-01-05 10:00  {ASKED}",
        NO_PATIENT,
    )
    case(
        "Both have",
        f"{UNSIGNED}2026-01-05 09:30  agreed by dr-reyes\n2026-01-05 09:35  agreed by lucia\n"
        f"ask 2026-01-05 10:00  {ASKED}",
    )


def test_a_colleague_signs_in_their_own_name(case: Case):
    case(
        "Dr Chen has not signed",
        f"{EVALUATED}ask 2026-01-05 10:00  prescribe by dr-chen: 8 doses for 28 days, 4 a fill",
        refuses(
            "course-agreed",
            "prescriber-missing",
            "practice",
            clears_by="agree",
            person="dr-chen",
        ),
    )


def test_an_agreement_lasts_a_year(case: Case):
    signed = UNSIGNED.replace("weight 70 kg,", "weight 70 kg, agreed,")
    again = f"{signed}2026-12-30 08:00  weighed 70 kg by nell\n2026-12-30 09:00  evaluated by dr-reyes: phq-9 9\n"
    case("Day 365", f"{again}ask 2027-01-05 10:00  {ASKED}")
    case(
        "Day 366",
        f"{again}ask 2027-01-06 10:00  {ASKED}",
        *(
            refuses(
                "course-agreed",
                f"{role}-stale",
                "judgement",
                clears_by="agree",
                person=person,
                age_days=366,
                age_days_max=365,
            )
            for role, person in (("patient", "lucia"), ("prescriber", "dr-reyes"))
        ),
    )
