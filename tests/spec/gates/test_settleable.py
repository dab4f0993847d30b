"""Only what is there can be settled."""

from tests.spec.cases import HOME, PRESCRIBED, Because, Case, refuses


def nothing(finding: str, entry: int) -> Because:
    return refuses("settleable", finding, "judgement", entry=entry)


def test_a_task(case: Case):
    refused = f"{PRESCRIBED}2026-01-09 09:00  refused by early-fill: fill 4 doses for marco at corner-pharmacy by femi\n"
    contact = "ask 2026-01-09 15:00  contact of entry {} as reached by nell: spoke to her"
    case("The patient is called", refused + contact.format(11))
    case("No such task", refused + contact.format(10), nothing("no-such-task", 10))


def test_a_prescription(case: Case):
    stop = "ask 2026-01-09 15:00  stop entry {} by dr-reyes: rash"
    case("Stopped", PRESCRIBED + stop.format(10))
    case("No prescription", PRESCRIBED + stop.format(9), nothing("no-such-prescription", 9))
    case(
        "Stopped already",
        f"{PRESCRIBED}2026-01-09 09:00  stopped entry 10 by dr-reyes: rash\n" + stop.format(10),
        nothing("no-such-prescription", 10),
    )


def test_a_role(case: Case):
    ana = "2026-01-08 09:00  appointed ana as sister by lucia, basis household\n2026-01-08 10:00  agreed by ana\n"
    revoke = "ask 2026-01-09 15:00  revoke {} by {}: enough"
    for who in ("lucia", "nell", "mona", "marco"):
        case(f"Marco's role is ended by {who}", HOME + revoke.format("marco", who))
    case(
        "By another delegate it is not",
        HOME + ana + revoke.format("marco", "ana"),
        refuses("settleable", "not-your-role", "judgement", person="marco"),
    )
    case(
        "Oscar has no role here",
        HOME + revoke.format("oscar", "lucia"),
        refuses("settleable", "no-such-delegate", "judgement", person="oscar"),
    )
