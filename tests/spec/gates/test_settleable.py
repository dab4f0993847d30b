"""Only what is there can be settled."""

from tests.spec.cases import HOME, PRESCRIBED, Because, Case, refuses


def nothing(finding: str, entry: int) -> Because:
    return refuses("settleable", finding, "judgement", entry=entry)


def test_a_task(case: Case):
    refused = f"{PRESCRIBED}2026-01-09 09:00  refused by early-fill: fill 4 doses for marco at corner-pharmacy by femi\n"
    contact = "ask 2026-01-09 15:00  contact of entry {} as reached by nell: spoke to her"
    case("The patient is called", refused + contact.format(11))
    case("No such task", refused + contact.format(10), nothing("no-such-task", 10))
    worried = (
        "2026-01-09 08:00  shared check-ins by lucia\n"
        "2026-01-09 09:00  checked in by lucia: mood 2, safe {}\n"
    )
    case(
        "She does not feel safe: that is a task too",
        PRESCRIBED + worried.format("no") + contact.format(12),
    )
    case(
        "She does",
        PRESCRIBED + worried.format("yes") + contact.format(12),
        nothing("no-such-task", 12),
    )
    case(
        "She said that something is wrong",
        f"{PRESCRIBED}2026-01-09 09:00  reported despair by lucia, private: cannot go on\n"
        + contact.format(11),
    )


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


def test_a_face(case: Case):
    look = "ask 2026-01-09 15:00  identify {} by nell: driving licence"
    case("Marco's", HOME + look.format("marco"))
    case(
        "Oscar's, who has no role here",
        HOME + look.format("oscar"),
        refuses("settleable", "no-such-delegate", "judgement", person="oscar"),
    )
    case(
        "Marco's, whose role has ended",
        f"{HOME}2026-01-09 09:00  revoked marco by lucia: enough\n" + look.format("marco"),
        refuses("settleable", "no-such-delegate", "judgement", person="marco"),
    )


TAKEN = f"{HOME}2026-01-08 20:00  taken 1 dose, given by marco, bp 120/80, pulse 70\n"
"""Entry 13."""


def test_a_watch(case: Case):
    look = "observe entry {} by {}: drowsy"
    for when in ("2026-01-08 20:00", "2026-01-08 20:15", "2026-01-09 20:00"):
        case(f"At {when}", f"{TAKEN}ask {when}  {look.format(13, 'marco')}")
    case("By a nurse", f"{TAKEN}ask 2026-01-08 20:15  {look.format(13, 'nell')}")
    late = refuses("settleable", "watch-out-of-time", "judgement", entry=13, hours_max=24)
    case(
        "More than a day later",
        f"{TAKEN}ask 2026-01-09 20:01  {look.format(13, 'marco')}",
        late,
    )
    case(
        "Before the dose",
        f"{TAKEN}ask 2026-01-08 19:59 (recorded 2026-01-08 20:10)  {look.format(13, 'marco')}",
        late,
    )
    case(
        "Entry 12 is no dose",
        f"{TAKEN}ask 2026-01-08 20:15  {look.format(12, 'marco')}",
        nothing("no-such-dose", 12),
    )


def test_a_watch_that_is_over(case: Case):
    ended = f"{TAKEN}2026-01-08 22:00  observed entry 13 by marco: well, ended\n"
    case(
        "Nobody looks any more",
        f"{ended}ask 2026-01-08 22:00  observe entry 13 by nell: drowsy",
        nothing("watch-ended", 13),
    )
    case(
        "What was seen before the end may be told after it",
        f"{ended}ask 2026-01-08 21:45 (recorded 2026-01-08 22:30)  observe entry 13 by marco: drowsy",
    )


def test_what_is_due(case: Case):
    take_on = "ask 2026-01-08 20:00  acknowledge {} by nell: I call him"
    case("The count after the fill", HOME + take_on.format("count-after-fill:12"))
    case(
        "Nothing of that name",
        HOME + take_on.format("count-after-fill:11"),
        refuses(
            "settleable",
            "no-such-expectation",
            "judgement",
            expectation="count-after-fill:11",
        ),
    )
    case(
        "It was counted in the meantime",
        f"{HOME}2026-01-07 09:00  counted 4 doses by marco\n{take_on.format('count-after-fill:12')}",
        refuses(
            "settleable",
            "no-such-expectation",
            "judgement",
            expectation="count-after-fill:12",
        ),
    )


CLINIC = "site harbor-clinic, 2026-01-05, zone America/New_York\npeople: mona manager\n"


def test_a_round(case: Case):
    sign = "sign round{} by {}: 12 listed, 2 left"
    case("Today's", f"{CLINIC}ask 2026-01-08 17:00  {sign.format('', 'dr-reyes')}")
    for day in ("2026-01-07", "2026-01-09"):
        case(
            f"That of {day}",
            f"{CLINIC}ask 2026-01-08 17:00  {sign.format(f' of {day}', 'dr-reyes')}",
            refuses("settleable", "round-of-another-day", "judgement", round_on=day),
        )
    signed = f"{CLINIC}2026-01-08 09:00  signed round by dr-reyes: 9 listed, 1 left\n"
    case(
        "A second time on the same day",
        f"{signed}ask 2026-01-08 17:00  {sign.format('', 'dr-reyes')}",
        refuses(
            "settleable",
            "round-signed",
            "judgement",
            person="dr-reyes",
            round_on="2026-01-08",
        ),
    )
    case("The next day", f"{signed}ask 2026-01-09 00:00  {sign.format('', 'dr-reyes')}")
    for other in ("dr-chen", "mona"):
        case(
            f"{other}, the same day",
            f"{signed}ask 2026-01-08 17:00  {sign.format('', other)}",
        )
