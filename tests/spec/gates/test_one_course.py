"""One open course a patient, wherever it was opened."""

from tests.spec.cases import Case, refuses


OPENED = (
    "course lucia.1, patient lucia, 2026-01-05, clinic harbor-clinic, zone America/New_York\n"
)
CLOSED = f"{OPENED}2026-06-30 10:00  closed by dr-reyes: well\n"
ASKED = "course lucia, 2026-07-06, clinic {}, zone America/New_York\n"
HERE = ASKED.format("harbor-clinic")


def test_a_patient_has_one_open_course(case: Case):
    case("The first one", HERE)
    case(
        "Another is open at this clinic",
        HERE,
        refuses(
            "one-course",
            "open-here",
            "article",
            clears_by="close",
            course="lucia.1",
            opened_on="2026-01-05",
        ),
        earlier=(OPENED,),
    )
    case("It was closed", HERE, earlier=(CLOSED,))


def test_another_clinic_is_told_that_there_is_one_and_nothing_else(case: Case):
    case(
        "Another is open elsewhere",
        ASKED.format("hill-clinic"),
        refuses("one-course", "open-elsewhere", "article", clears_by="close"),
        earlier=(OPENED,),
    )


def test_one_that_was_closed_hides_none_that_is_open(case: Case):
    case(
        "One closed, one open",
        HERE,
        refuses(
            "one-course",
            "open-here",
            "article",
            clears_by="close",
            course="lucia.2",
            opened_on="2026-07-01",
        ),
        earlier=(
            CLOSED,
            OPENED.replace("lucia.1", "lucia.2").replace("2026-01-05", "2026-07-01"),
        ),
    )
