"""Who speaks for a hand."""

from tests.spec.cases import FILLED, HOME, Because, Case, refuses


def not_yours(person: str, hand: str = "delegate:marco", holder: str = "marco") -> Because:
    return refuses("holder", "not-yours", "judgement", hand=hand, holder=holder, person=person)


ANA = """\
2026-01-07 10:00  appointed ana as sister by nell, basis household, consent asked, identity passport
2026-01-07 11:00  agreed by ana
"""


def test_everybody_speaks_for_their_own(case: Case):
    case("Marco counts his box", f"{HOME}ask 2026-01-08 20:00  count 4 doses by marco")
    case(
        "Lucia does not count it for him",
        f"{HOME}ask 2026-01-08 20:00  count 4 doses with marco by lucia",
        not_yours("lucia"),
    )
    case(
        "Nor does another delegate",
        f"{HOME}{ANA}ask 2026-01-08 20:00  count 4 doses with marco by ana",
        not_yours("ana"),
    )


def test_a_trusted_person_counts_the_box_that_the_patient_keeps(case: Case):
    kept = (
        """\
course lucia, 2026-01-05, weight 70 kg, agreed, zone America/New_York
plan 100 mg sublingual troche, 2 a week at least 48 h apart, held by lucia
people: nell nurse
2026-01-05 09:10  evaluated by dr-reyes: phq-9 18
2026-01-05 09:20  prescribed by dr-reyes: 8 doses for 28 days, 4 a fill
2026-01-06 11:00  filled 4 doses for lucia at corner-pharmacy by femi
2026-01-06 18:30  accepted 4 doses by lucia
"""
        + ANA
    )
    case("Ana counts", f"{kept}ask 2026-01-08 20:00  count 4 doses with lucia by ana")
    case(
        "Ana takes nothing out of it",
        f"{kept}ask 2026-01-08 20:00  return 4 doses with lucia to police-box by ana, received by nell",
        not_yours("ana", "patient:lucia", "lucia"),
    )


def test_nobody_gives_returns_or_destroys_what_another_holds(case: Case):
    for person, words in (
        ("lucia", "return 4 doses with marco to police-box by lucia, received by nell"),
        ("ana", "waste 1 dose with marco by ana, witness nell: wet"),
        ("ana", "take 1 dose from marco, given by ana, bp 120/80, pulse 70"),
    ):
        case(words, f"{HOME}{ANA}ask 2026-01-08 20:00  {words}", not_yours(person))


def test_an_offer_is_answered_by_the_one_it_was_made_to(case: Case):
    case("Marco accepts", f"{FILLED}ask 2026-01-06 20:00  accept by marco")
    case(
        "Lucia does not accept for him",
        f"{FILLED}ask 2026-01-06 20:00  accept of entry 11 by lucia",
        not_yours("lucia"),
    )
    case(
        "Nor decline for him",
        f"{FILLED}ask 2026-01-06 20:00  decline of entry 11 by lucia",
        not_yours("lucia"),
    )
    case("Marco declines", f"{FILLED}ask 2026-01-06 20:00  decline by marco")
    case("Femi calls it back", f"{FILLED}ask 2026-01-09 20:00  call back by femi")
    case(
        "There is no such offer",
        f"{HOME}ask 2026-01-06 20:00  accept of entry 11 by marco",
        refuses("holder", "no-such-offer", "judgement", offer=11),
    )
    case(
        "Nor one to call back",
        f"{HOME}ask 2026-01-09 20:00  call back of entry 11 by femi",
        refuses("holder", "no-such-offer", "judgement", offer=11),
    )


def test_a_clinician_may_act_for_a_hand_that_cannot(case: Case):
    for words in (
        "count 4 doses with marco by nell",
        "return 4 doses with marco to police-box by nell, received by marco",
        "lose 1 dose with marco by nell: he says it is gone",
        "hand over 4 doses with marco to ana by nell",
        "waste 1 dose with marco by nell, witness mona: wet",
        "take 1 dose from marco, given by nell, seen by nell, bp 120/80, pulse 70",
    ):
        case(f"Nell: {words}", f"{HOME}{ANA}ask 2026-01-08 20:00  {words}")


def test_other_staff_count_and_see_it_destroyed(case: Case):
    for words in (
        "count 4 doses with marco by femi",
        "return 4 doses with marco to corner-pharmacy by femi, received by marco",
        "waste 1 dose with marco by femi, witness nell: wet",
        "count 4 doses with marco by mona",
    ):
        case(words, f"{HOME}{ANA}ask 2026-01-08 20:00  {words}")
    for person, words in (
        ("lucia", "hand over 4 doses with marco to ana by lucia"),
        ("femi", "lose 1 dose with marco by femi: he says it is gone"),
        ("mona", "lose 1 dose with marco by mona: he says it is gone"),
    ):
        case(words, f"{HOME}{ANA}ask 2026-01-08 20:00  {words}", not_yours(person))
    lost = f"{HOME}2026-01-08 09:00  lost 1 dose with marco by marco: gone\n"
    case(
        "Nell finds it",
        f"{lost}ask 2026-01-08 20:00  find 1 dose with marco by nell: there it is",
    )
    case(
        "Femi does not",
        f"{lost}ask 2026-01-08 20:00  find 1 dose with marco by femi: there it is",
        not_yours("femi"),
    )


def test_a_sites_staff_speak_for_its_stock(case: Case):
    site = """\
site main-pharmacy, 2026-01-05, zone America/New_York
people: ines pharmacist, mona manager

2026-01-05 09:00  received 20 units of ketamine-sublingual-troche-100mg lot a1 from wholesaler by ines
"""
    for words in (
        "lose 1 unit of ketamine-sublingual-troche-100mg by ines: broken in",
        "lose 1 unit of ketamine-sublingual-troche-100mg by mona: broken in",
        "count 20 units of ketamine-sublingual-troche-100mg by mona",
    ):
        case(words, f"{site}ask 2026-01-08 20:00  {words}")
