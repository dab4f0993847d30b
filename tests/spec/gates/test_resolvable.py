"""A difference is closed when books and count agree, by somebody else."""

from tests.spec.cases import HOME, Because, Case, refuses


SHORT = f"{HOME}2026-01-09 20:00  counted 3 doses with marco by nell\n"
CLOSE = "ask 2026-01-12 09:00  resolve entry 13 as {} by {}: looked into it\n"


def still_open(gap: int, counted: int = 3) -> Because:
    return refuses(
        "resolvable",
        "still-open",
        "judgement",
        clears_by="count lost found correct",
        gap_units=gap,
        counted_units=counted,
        hand="delegate:marco",
    )


def test_first_the_books_then_the_word(case: Case):
    case("The dose is still missing", SHORT + CLOSE.format("other", "dr-reyes"), still_open(-1))
    for finding, before in (
        ("miscount", "2026-01-10 20:00  counted 4 doses by marco\n"),
        ("lost", "2026-01-10 20:00  lost 1 dose by marco: behind the oven\n"),
        (
            "unrecorded-dose",
            "2026-01-08 20:00 (recorded 2026-01-10 20:00)  taken 1 dose, given by marco\n",
        ),
    ):
        case(f"It was: {finding}", SHORT + before + CLOSE.format(finding, "dr-reyes"))


def test_what_happened_since_the_count_explains_nothing(case: Case):
    case(
        "A dose of the next day",
        f"{SHORT}2026-01-10 20:00  taken 1 dose, given by marco\n"
        + CLOSE.format("other", "dr-reyes"),
        still_open(-1),
    )
    case(
        "That dose, written down by mistake and struck",
        f"{SHORT}2026-01-10 20:00  taken 1 dose, given by marco\n"
        "2026-01-10 21:00  corrected entry 14 by nell, second mona: it was refused after all\n"
        + CLOSE.format("other", "dr-reyes"),
        still_open(-1),
    )


def test_one_too_many(case: Case):
    dose = f"{HOME}2026-01-07 20:00  taken 1 dose, given by marco\n"
    more = f"{dose}2026-01-09 20:00  counted 4 doses with marco by nell\n"
    close = CLOSE.replace("13", "14")
    case(
        "Four where three should be", more + close.format("other", "dr-reyes"), still_open(1, 4)
    )
    case(
        "The dose was never taken: corrected",
        f"{more}2026-01-10 20:00  corrected entry 13 by nell, second mona: she spat it out\n"
        + close.format("other", "dr-reyes"),
    )
    case(
        "The loss was written down twice: one of them is found again",
        f"""{HOME}\
2026-01-07 20:00  lost 1 dose by marco: fell into the sink
2026-01-09 20:00  counted 4 doses with marco by nell
2026-01-10 20:00  found 1 dose by marco: it was the other box
"""
        + close.format("found", "dr-reyes"),
    )


def test_who_counted_does_not_close_alone(case: Case):
    by_reyes = (
        SHORT.replace("by nell", "by dr-reyes") + "2026-01-10 20:00  counted 4 doses by marco\n"
    )
    case(
        "Dr Reyes counted short, and closes",
        by_reyes + CLOSE.format("miscount", "dr-reyes"),
        refuses("resolvable", "own-count", "judgement", person="dr-reyes"),
    )
    case("Mona, the manager, closes", by_reyes + CLOSE.format("miscount", "mona"))


def test_who_counted_again_does_not_close_alone_either(case: Case):
    again = SHORT + "2026-01-10 20:00  counted 4 doses with marco by {}\n"
    case(
        "Nell counted short; Femi alone says that all are there, and closes",
        again.format("femi") + CLOSE.format("miscount", "femi"),
        refuses("resolvable", "own-count", "judgement", person="femi"),
    )
    case(
        "Femi counted again, and Dr Reyes closes: two say that none is missing",
        again.format("femi") + CLOSE.format("miscount", "dr-reyes"),
    )
    case(
        "Nell counted short and then right",
        again.format("nell") + CLOSE.format("miscount", "dr-reyes"),
    )
    twice = again.format("femi") + "2026-01-11 20:00  counted 4 doses by marco\n"
    case(
        "Marco has counted after Femi: what is closed stands on his count",
        twice + CLOSE.format("miscount", "femi"),
    )
    case(
        "Femi counted again and found the same; the loss is Marco's word",
        again.replace("counted 4", "counted 3").format("femi")
        + "2026-01-11 20:00  lost 1 dose by marco: behind the oven\n"
        + CLOSE.format("lost", "femi"),
    )


def test_there_has_to_be_a_difference(case: Case):
    case(
        "Entry 13 agreed with the books",
        f"{HOME}2026-01-09 20:00  counted 4 doses by marco\n"
        + CLOSE.format("other", "dr-reyes"),
        refuses("resolvable", "no-such-case", "judgement", case=13),
    )
