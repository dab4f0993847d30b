"""Nobody gives what is not there."""

from tests.spec.cases import HOME, LOOKED, PRESCRIBED, Because, Case, refuses


def short(hand: str, held: int, asked: int, clears_by: str = "accept count") -> Because:
    return refuses(
        "empty-hand",
        "short",
        "judgement",
        clears_by=clears_by,
        hand=hand,
        held_units=held,
        asked_units=asked,
    )


def test_a_box_holds_four(case: Case):
    for words, asked in (
        ("hand over {} to ana by marco", "2026-01-08 20:00"),
        ("return {} to police-box by marco, received by nell", "2026-01-08 20:00"),
        ("waste {} by marco, witness nell: wet", "2026-01-08 20:00"),
        ("lose {} by marco: cannot find it", "2026-01-08 20:00"),
    ):
        ana = (
            "2026-01-07 10:00  appointed ana as sister by nell, basis household, consent asked, identity passport\n"
            "2026-01-07 11:00  agreed by ana\n"
        )
        case(words.format("four"), f"{HOME}{ana}ask {asked}  {words.format('4 units')}")
        case(
            words.format("five"),
            f"{HOME}{ana}ask {asked}  {words.format('5 units')}",
            short("delegate:marco", 4, 5),
        )


def test_a_dose_from_an_empty_box(case: Case):
    dose = "take 1 dose, given by marco, bp 120/80, pulse 70"
    case(
        "Filled, and not yet accepted",
        f"{PRESCRIBED}2026-01-06 11:00  filled 4 doses for marco at corner-pharmacy by femi\n"
        f"ask 2026-01-06 20:00  {dose}",
        short("delegate:marco", 0, 1),
    )
    case("Accepted", f"{HOME}ask 2026-01-06 20:00  {dose}")


def test_a_lot_of_its_own(case: Case):
    lots = HOME.replace("at corner-pharmacy by femi", "lot b7 at corner-pharmacy by femi")
    case(
        "From the lot that is there",
        f"{lots}ask 2026-01-08 20:00  return 1 unit lot b7 to police-box by marco, received by nell",
    )
    case(
        "From one that is not",
        f"{lots}ask 2026-01-08 20:00  return 1 unit lot b8 to police-box by marco, received by nell",
        short("delegate:marco", 0, 1),
    )


def test_a_shelf_holds_three(case: Case):
    inside = PRESCRIBED.replace(
        "people:",
        "stock main-pharmacy: 3 units of ketamine-sublingual-troche-100mg lot a1\npeople:",
    )
    fill = (
        f"2026-01-06 10:00  {LOOKED}\n"
        "ask 2026-01-06 10:00  fill {} doses for marco at main-pharmacy by ines"
    )
    case("Three from a site whose stock is kept here", inside + fill.format(3))
    case(
        "Four",
        inside + fill.format(4),
        short("stock:main-pharmacy", 3, 4, "receive"),
    )
    case(
        "A site that is not kept here gives from the source",
        PRESCRIBED + fill.format(4),
    )


def test_found_is_what_was_lost(case: Case):
    lost = f"{HOME}2026-01-08 09:00  lost 2 doses with marco by marco: cannot find them\n"
    case(
        "Two are found",
        f"{lost}ask 2026-01-09 09:00  find 2 doses with marco by marco: behind the drawer",
    )
    case(
        "Three were never lost",
        f"{lost}ask 2026-01-09 09:00  find 3 doses with marco by marco: behind the drawer",
        short("unaccounted", 2, 3),
    )


EVENING = f"""{PRESCRIBED}2026-01-06 11:00  filled 2 doses for marco at corner-pharmacy by femi
2026-01-06 18:30  accepted 2 doses by marco
"""
DOSE = "take 1 dose, given by marco, bp 120/80, pulse 70, already"


def short_then(held: int, at: str) -> Because:
    return refuses(
        "empty-hand",
        "short-then",
        "judgement",
        clears_by="correct",
        hand="delegate:marco",
        held_units=held,
        asked_units=1,
        held_at=f"{at}-05:00",
    )


def test_what_is_told_late_was_there_then(case: Case):
    def told(at: str, chart: str = EVENING, words: str = DOSE) -> str:
        return f"{chart}ask {at} (recorded 2026-01-12 09:00)  {words}"

    case("A dose told on Monday, of the evening it came", told("2026-01-06 20:00"))
    case(
        "Of the noon before it came",
        told("2026-01-06 12:00"),
        short_then(0, "2026-01-06T12:00"),
    )
    case("Two clocks differ by minutes", told("2026-01-06 18:26"))
    case(
        "A loss into a time when the box was empty",
        told("2026-01-06 12:00", words="lose 1 dose by marco: gone since noon"),
        short_then(0, "2026-01-06T12:00"),
    )


def test_with_the_dose_put_in_there_is_enough_ever_since(case: Case):
    empty = f"""{EVENING}2026-01-06 20:00  taken 1 dose, given by marco
2026-01-08 20:00  taken 1 dose, given by marco
2026-01-10 11:00  filled 2 doses for marco at corner-pharmacy by femi
2026-01-10 18:30  accepted 2 doses by marco
"""
    told = "ask 2026-01-{} (recorded 2026-01-12 09:00)  lose 1 dose by marco: gone"
    case(
        "Both were taken by Thursday",
        f"{empty}{told.format('07 09:00')}",
        short_then(0, "2026-01-08T20:00"),
    )
    case("Two more came on Saturday", f"{empty}{told.format('11 09:00')}")
    case(
        "A dose that was struck was none",
        f"{empty}2026-01-11 09:00  corrected entry 14 by nell, second mona: of another box\n{told.format('07 09:00')}",
    )
