"""Days without a word, and the dose at home."""

from tests.spec.cases import HOME, Because, Case, refuses, warns


FOLLOWED = f"{HOME}2026-01-07 09:00  followed daily by nell, by 20 h\n"
"""The first day asked about is the 8th."""
DOSE = "take 1 dose, given by marco, bp 120/80, pulse 70"


def missed(number: int) -> Because:
    """Warn of one or two days, refuse from three on."""
    if number < 3:
        return warns(
            "check-in-due",
            "some-missed",
            "judgement",
            clears_by="check-in",
            missed_days=number,
            refused_from_days=3,
        )
    return refuses(
        "check-in-due",
        "too-many-missed",
        "judgement",
        clears_by="check-in",
        missed_days=number,
        refused_from_days=3,
    )


def answered(at: str) -> str:
    return f"{at}  checked in by lucia: mood 5, craving 3, safe yes\n"


def test_one_two_three(case: Case):
    case("Nobody set it up", f"{HOME}ask 2026-01-20 20:00  {DOSE}")
    case("The day it was set up", f"{FOLLOWED}ask 2026-01-07 20:00  {DOSE}")
    case("The first day asked about", f"{FOLLOWED}ask 2026-01-08 20:00  {DOSE}")
    case("One day missed", f"{FOLLOWED}ask 2026-01-09 20:00  {DOSE}")
    case("Two", f"{FOLLOWED}ask 2026-01-10 20:00  {DOSE}", missed(2))
    case("Three", f"{FOLLOWED}ask 2026-01-11 20:00  {DOSE}", missed(3))
    case("Four", f"{FOLLOWED}ask 2026-01-12 20:00  {DOSE}", missed(4))


def test_a_day_is_missed_once_its_answers_can_no_longer_come_in_time(case: Case):
    for hour in ("00:00", "00:30", "03:59"):
        case(
            f"{hour}: yesterday may still be answered",
            f"{FOLLOWED}ask 2026-01-11 {hour}  {DOSE}",
            missed(2),
        )
    case("4:00: it is over", f"{FOLLOWED}ask 2026-01-11 04:00  {DOSE}", missed(3))
    case(
        "The new day was answered before the old one was over",
        f"{FOLLOWED}{answered('2026-01-11 00:10')}ask 2026-01-11 00:30  {DOSE}",
    )
    case(
        "Yesterday was answered, and was the third",
        f"{FOLLOWED}{answered('2026-01-10 23:50 (recorded 2026-01-11 00:10)')}"
        f"ask 2026-01-11 00:30  {DOSE}",
    )


def test_an_answer_ends_the_run(case: Case):
    case(
        "Today, a minute before",
        f"{FOLLOWED}{answered('2026-01-12 19:59')}ask 2026-01-12 20:00  {DOSE}",
    )
    case(
        "In between: it is counted anew",
        f"{FOLLOWED}{answered('2026-01-10 12:00')}ask 2026-01-13 20:00  {DOSE}",
        missed(2),
    )


def test_what_came_too_late_does_not_undo_the_day(case: Case):
    told = answered("2026-01-10 21:00 (recorded {})")
    asked = f"ask 2026-01-11 20:00  {DOSE}"
    case(
        "Before four in the morning it is still of the day before",
        FOLLOWED + told.format("2026-01-11 03:59") + asked,
    )
    case(
        "At four it is late",
        FOLLOWED + told.format("2026-01-11 04:00") + asked,
        missed(3),
    )


def test_the_clinic_sees_for_itself(case: Case):
    case(
        "A nurse gives it, there",
        f"{FOLLOWED}ask 2026-01-12 10:00  take 1 dose from marco, given by nell, seen by nell, in the clinic, bp 120/80, pulse 70",
    )


def test_it_is_asked_anew_after_a_pause_and_not_after_another_hour(case: Case):
    case(
        "Ended",
        f"{FOLLOWED}2026-01-11 09:00  followed no more by nell\nask 2026-01-11 20:00  {DOSE}",
    )
    case(
        "Ended and begun again",
        f"{FOLLOWED}2026-01-11 09:00  followed no more by nell\n"
        f"2026-01-11 09:10  followed daily by nell, by 18 h\nask 2026-01-12 20:00  {DOSE}",
    )
    case(
        "Another hour of the day forgets nothing",
        f"{FOLLOWED}2026-01-11 09:10  followed daily by nell, by 18 h\nask 2026-01-11 20:00  {DOSE}",
        missed(3),
    )


def test_a_day_of_twenty_three_hours_is_a_day(case: Case):
    march = FOLLOWED.replace("2026-01-0", "2026-03-0").replace(
        "until 2026-06-30", "until 2026-09-30"
    )
    case(
        "The clocks go forward in the night to the 8th of March",
        f"{march}ask 2026-03-10 20:00  {DOSE}",
        missed(2),
    )
    case("One minute past midnight", f"{march}ask 2026-03-11 00:01  {DOSE}", missed(2))
    case("At four that is over", f"{march}ask 2026-03-11 04:00  {DOSE}", missed(3))
    short = march.replace("2026-03-07 09:00", "2026-03-06 20:00")
    one = {("check-in-due", "warn-from-days"): 1}
    case(
        "In the short night four hours after midnight are five o'clock",
        f"{short}ask 2026-03-08 04:59  {DOSE}",
        settings=one,
    )
    case(
        "At five the day is over",
        f"{short}ask 2026-03-08 05:00  {DOSE}",
        missed(1),
        settings=one,
    )


def test_a_dose_that_was_taken_is_written_down(case: Case):
    told = f"{FOLLOWED}ask 2026-01-12 20:00  {DOSE}, already"
    verdict = case(
        "Told afterwards",
        told,
        Because(
            "check-in-due",
            "too-many-missed",
            {"missed_days": 4, "refused_from_days": 3},
            "refuse",
            "warn",
            "judgement",
            "",
            "check-in",
        ),
    )
    assert verdict.allowed


def test_a_policy_may_ask_for_more(case: Case):
    case(
        "One missed day is too many",
        f"{FOLLOWED}ask 2026-01-09 20:00  {DOSE}",
        refuses(
            "check-in-due",
            "too-many-missed",
            "judgement",
            clears_by="check-in",
            missed_days=1,
            refused_from_days=1,
        ),
        settings={
            ("check-in-due", "warn-from-days"): 1,
            ("check-in-due", "refuse-from-days"): 1,
        },
    )
