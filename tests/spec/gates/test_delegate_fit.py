"""Somebody else, and nobody of the staff."""

from tests.spec.cases import COURSE, PRESCRIBED, Because, Case, refuses


def unfit(finding: str, person: str, clears_by: str = "") -> Because:
    return refuses("delegate-fit", finding, "article", clears_by=clears_by, person=person)


def appoint(person: str, by: str) -> str:
    return f"ask 2026-01-12 09:00  appoint {person} as friend by {by}, basis household"


def test_a_trusted_person_is_another(case: Case):
    case("Lucia appoints Ana", COURSE + appoint("ana", "lucia"))
    case(
        "Lucia appoints herself",
        COURSE + appoint("lucia", "lucia"),
        unfit("is-patient", "lucia"),
    )
    case("Nell appoints Lucia", COURSE + appoint("lucia", "nell"), unfit("is-patient", "lucia"))
    case("Nell appoints herself", COURSE + appoint("nell", "nell"), unfit("is-self", "nell"))


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


def test_only_who_is_appointed_signs(case: Case):
    people = COURSE.replace("people:", "people: ana delegate,")
    sign = "ask 2026-01-12 09:00  agree by ana"
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
