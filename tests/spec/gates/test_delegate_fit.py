"""Somebody else, and nobody of the staff."""

from tests.spec.cases import COURSE, FIT, PRESCRIBED, Because, Case, refuses


def unfit(finding: str, person: str, clears_by: str = "") -> Because:
    return refuses("delegate-fit", finding, "article", clears_by=clears_by, person=person)


def appoint(person: str, by: str) -> str:
    return f"ask 2026-01-12 09:00  appoint {person} as friend by {by}, basis household"


SEEN = ", identity passport"
ASKED = ', consent "asked her alone, on the 10th"'


def test_a_trusted_person_is_another(case: Case):
    case("Lucia appoints Ana", COURSE + appoint("ana", "lucia"))
    case(
        "Lucia appoints herself",
        COURSE + appoint("lucia", "lucia"),
        unfit("is-patient", "lucia"),
    )
    case(
        "Nell appoints Lucia",
        COURSE + appoint("lucia", "nell") + ASKED,
        unfit("is-patient", "lucia"),
    )
    case(
        "Nell appoints herself",
        COURSE + appoint("nell", "nell") + ASKED,
        unfit("is-self", "nell"),
    )


def test_it_is_the_patient_who_trusts(case: Case):
    case("Nell, who says how Lucia agreed", COURSE + appoint("ana", "nell") + ASKED)
    for by in ("nell", "dr-reyes"):
        case(
            f"{by}, who does not",
            COURSE + appoint("ana", by),
            refuses("delegate-fit", "no-consent", "article", clears_by="consent"),
        )
    case(
        "Nell appoints herself, and asked nobody",
        COURSE + appoint("nell", "nell"),
        unfit("is-self", "nell"),
        refuses("delegate-fit", "no-consent", "article", clears_by="consent"),
    )


def test_nor_anybody_who_treats_or_dispenses(case: Case):
    case(
        "Dr Reyes, who prescribes",
        PRESCRIBED + appoint("dr-reyes", "lucia"),
        unfit("is-staff", "dr-reyes"),
    )
    filled = (
        f"{PRESCRIBED}2026-01-06 11:00  filled 4 doses for marco at corner-pharmacy by femi\n"
    )
    case("Femi, who dispenses", filled + appoint("femi", "lucia"), unfit("is-staff", "femi"))
    case("Femi, before she had any part in it", PRESCRIBED + appoint("femi", "lucia"))
    case("Marco, a second time", filled + appoint("marco", "lucia"))


def test_it_is_the_clinic_that_has_seen(case: Case):
    case("Nell, who has seen a passport", COURSE + appoint("ana", "nell") + ASKED + SEEN)
    case(
        "Lucia, who says that Nell has",
        COURSE + appoint("ana", "lucia") + SEEN,
        refuses("delegate-fit", "not-seen-by-patient", "article", clears_by="identify"),
    )


def test_only_who_is_appointed_signs(case: Case):
    people = COURSE.replace("people:", "people: ana delegate,")
    sign = f"ask 2026-01-12 09:00  agree by ana, {FIT}"
    case(
        "Ana was not appointed",
        people + sign,
        unfit("not-appointed", "ana", "appoint"),
    )
    appointed = f"{people}2026-01-10 09:00  appointed ana as sister by lucia, basis household\n"
    case("Ana was", appointed + sign)
    case(
        "Ana was, and was revoked",
        f"{appointed}2026-01-11 09:00  revoked ana by lucia: no\n{sign}",
        unfit("not-appointed", "ana", "appoint"),
    )
