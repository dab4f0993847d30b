"""Both sides sign, each in their own name."""

from tests.spec.cases import EVALUATED, HOME, Case, refuses, warns


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


CLINIC = UNSIGNED.replace("held by marco\n", "in the clinic\npeople: nell nurse\n")
GIVEN = (
    "take 1 unit of ketamine-sublingual-troche-100mg from source, given by nell,"
    " seen by nell, in the clinic, bp 120/80, pulse 70"
)


def test_both_have_signed_before_a_dose_in_the_clinic(case: Case):
    case(
        "A dose, and nobody has agreed to anything",
        f"{CLINIC}ask 2026-01-05 10:00  {GIVEN}",
        NO_PATIENT,
        refuses("course-agreed", "no-prescriber", "practice", clears_by="agree"),
    )
    signed = f"{CLINIC}2026-01-05 09:30  agreed by {{}}\nask 2026-01-05 10:00  {GIVEN}"
    case("A dose: the doctor alone", signed.format("dr-reyes"), NO_PATIENT)
    case(
        "A dose: the patient alone",
        signed.format("lucia"),
        refuses("course-agreed", "no-prescriber", "practice", clears_by="agree"),
    )
    case(
        "Both, whichever doctor it was",
        f"{CLINIC}2026-01-05 09:30  agreed by dr-chen\n2026-01-05 09:35  agreed by lucia\n"
        f"ask 2026-01-05 10:00  {GIVEN}",
    )


def test_a_dose_in_the_clinic_does_not_wait_for_an_agreement_to_be_renewed(case: Case):
    signed = CLINIC.replace("weight 70 kg,", "weight 70 kg, agreed,")
    again = f"{signed}2027-01-05 08:00  weighed 70 kg by nell\n2027-01-05 09:00  evaluated by dr-reyes: phq-9 9\n"
    case(
        "A dose on day 366",
        f"{again}ask 2027-01-06 10:00  {GIVEN}",
        *(
            warns(
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


def test_a_dose_at_home_was_agreed_to_with_its_prescription(case: Case):
    case(
        "Marco gives it",
        f"{HOME.replace('agreed, ', '')}ask 2026-01-08 20:00  take 1 dose, given by marco, bp 120/80, pulse 70",
    )
