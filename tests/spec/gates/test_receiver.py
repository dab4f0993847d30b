"""What is returned is signed by two."""

from tests.spec.cases import HOME, Because, Case, refuses


def back(by: str, receiver: str = "") -> str:
    signed = f", received by {receiver}" if receiver else ""
    return f"{HOME}ask 2026-01-08 20:00  return 4 doses with marco to corner-pharmacy by {by}{signed}: left over"


def alone(finding: str, **numbers: str) -> Because:
    return refuses("receiver", finding, "judgement", clears_by="second", **numbers)


def test_who_takes_it_over_signs_beside_who_gives_it(case: Case):
    case("The pharmacist takes Marco's box over", back("marco", "femi"))
    case("A nurse does", back("marco", "nell"))
    case("Marco says so, and nobody else", back("marco"), alone("missing"))
    case(
        "Lucia does not take it over: a second one of the household is no receiver",
        back("marco", "lucia"),
        alone("not-staff", person="lucia", role="patient"),
    )


def test_who_works_here_does_not_empty_a_box_alone(case: Case):
    case("A nurse, and Marco whose box it is", back("nell", "marco"))
    case("A nurse and a pharmacist, when Marco cannot come", back("nell", "femi"))
    case("A nurse alone", back("nell"), alone("missing"))
    case(
        "A nurse twice",
        back("nell", "nell"),
        alone("same-person", person="nell"),
    )
    case(
        "A nurse, and Lucia, who holds nothing of it",
        back("nell", "lucia"),
        alone("not-holder", person="lucia", role="patient"),
    )


def test_what_leaves_a_shelf_is_signed_by_two_of_its_own(case: Case):
    shelf = """\
site main-pharmacy, zone America/New_York, policy article
people: mona manager, ines pharmacist, nell nurse
2026-01-05 08:00  opened stock by mona
2026-01-05 09:00  received 20 units of ketamine-sublingual-troche-100mg lot a1 from makers by ines
ask 2026-01-06 09:00  return 2 units of ketamine-sublingual-troche-100mg to "reverse distributor" by ines"""
    case("A pharmacist and a nurse", f"{shelf}, received by nell")
    case("A pharmacist alone", shelf, alone("missing"))
