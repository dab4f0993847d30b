"""Who gave does not count, where a policy asks for it."""

from tests.spec.cases import HOME, Because, Case, refuses


ASKED = {("counter-not-giver", "strength"): "refuse"}
TAKEN = f"{HOME}2026-01-08 20:00  taken 1 dose, given by marco, bp 120/80, pulse 70\n"
COUNT = "ask 2026-01-09 20:00  count 3 doses with marco by {}"
GAVE = refuses(
    "counter-not-giver",
    "gave-since",
    "judgement",
    clears_by="other-counter",
    person="marco",
    given_on="2026-01-08",
)


def counted(by: str) -> str:
    return f"2026-01-09 09:00  counted 3 doses with marco by {by}\n"


def test_who_gave_does_not_count(case: Case):
    case("Marco gave", TAKEN + COUNT.format("marco"), GAVE, settings=ASKED)
    case("Nell counts", TAKEN + COUNT.format("nell"), settings=ASKED)
    case("Usually nobody asks", TAKEN + COUNT.format("marco"))
    case("Before anything was given", f"{HOME}{COUNT.format('marco')}", settings=ASKED)


def test_since_the_last_count(case: Case):
    case(
        "Nell has counted since",
        TAKEN + counted("nell") + COUNT.format("marco"),
        settings=ASKED,
    )
    again = "2026-01-10 20:00  taken 1 dose, given by marco, bp 120/80, pulse 70\n"
    later: Because = refuses(
        "counter-not-giver",
        "gave-since",
        "judgement",
        clears_by="other-counter",
        person="marco",
        given_on="2026-01-10",
    )
    case(
        "And Marco has given again",
        f"{TAKEN}{counted('nell')}{again}ask 2026-01-11 09:00  count 2 doses by marco",
        later,
        settings=ASKED,
    )


def test_from_that_box(case: Case):
    case(
        "He gave of his box, and counts hers",
        f"{TAKEN}ask 2026-01-09 20:00  count 0 units with patient:lucia by marco",
        settings=ASKED,
    )
    case(
        "Another drug in the same box",
        f"{TAKEN}ask 2026-01-09 20:00  count 0 units of ketamine-oral-capsule-50mg by marco",
        settings=ASKED,
    )
