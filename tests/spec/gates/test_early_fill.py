"""Early is counted from the running due date: the first day all fills so far do not cover.

Four doses at two a week last fourteen days, so what was filled on the 6th is due on the 20th.
"""

from tests.spec.cases import (
    HOME,
    LOOKED,
    PRESCRIBED,
    Because,
    Case,
    needs_override,
    refuses,
    warns,
)


def early(days: int, waived_by: int | None = None) -> Because:
    return needs_override(
        "early-fill",
        "early",
        "practice",
        by="prescriber pharmacist",
        waived_by=waived_by,
        clears_at="2026-01-18 00:00",
        early_days=days,
        early_days_free=2,
        early_days_max=7,
        due_on="2026-01-20",
    )


def test_the_first_fill_is_never_early(case: Case):
    case(
        "Nothing was filled before",
        f"{PRESCRIBED}2026-01-05 10:00  {LOOKED}\nask 2026-01-05 10:00  fill 4 doses for marco at corner-pharmacy by femi",
    )


def test_two_days_are_free(case: Case):
    case(
        "On the due date",
        f"{HOME}2026-01-20 09:00  {LOOKED}\nask 2026-01-20 09:00  fill 4 doses for marco at corner-pharmacy by femi",
    )
    case(
        "Two days early are free, from the first minute of the day",
        f"{HOME}2026-01-18 00:00  {LOOKED}\nask 2026-01-18 00:00  fill 4 doses for marco at corner-pharmacy by femi",
    )


def test_three_to_seven_days_need_an_override(case: Case):
    case(
        "Three days early, to the last minute",
        f"{HOME}2026-01-17 23:59  {LOOKED}\nask 2026-01-17 23:59  fill 4 doses for marco at corner-pharmacy by femi",
        early(3),
    )
    case(
        "Seven days early",
        f"{HOME}2026-01-13 09:00  {LOOKED}\nask 2026-01-13 09:00  fill 4 doses for marco at corner-pharmacy by femi",
        early(7),
    )


def test_more_than_seven_days_are_refused(case: Case):
    case(
        "Eight days early: no override, and the early days have added up too",
        f"{HOME}2026-01-12 09:00  {LOOKED}\nask 2026-01-12 09:00  fill 4 doses for marco at corner-pharmacy by femi",
        refuses(
            "early-fill",
            "too-early",
            "judgement",
            clears_at="2026-01-18 00:00",
            early_days=8,
            early_days_free=2,
            early_days_max=7,
            due_on="2026-01-20",
        ),
        needs_override(
            "early-days",
            "added-up",
            "judgement",
            by="prescriber",
            clears_at="2026-01-13 00:00",
            early_days=8,
            early_days_max=7,
            this_fill_days=8,
            window_days=180,
        ),
    )


def test_a_live_override_lifts_it(case: Case):
    verdict = case(
        "Lifted by an override of that morning",
        f"""{HOME}\
2026-01-17 08:00  waived early-fill for fill because travel, until 2026-01-17 12:00 by dr-reyes: a funeral in Lisbon
2026-01-17 11:59  {LOOKED}
ask 2026-01-17 11:59  fill 4 doses for marco at corner-pharmacy by femi
""",
        early(3, waived_by=13),
    )
    assert verdict.allowed
    verdict = case(
        "The override has run out",
        f"""{HOME}\
2026-01-17 08:00  waived early-fill for fill because travel, until 2026-01-17 12:00 by dr-reyes: a funeral in Lisbon
2026-01-17 12:00  {LOOKED}
ask 2026-01-17 12:00  fill 4 doses for marco at corner-pharmacy by femi
""",
        early(3),
    )
    assert not verdict.allowed
    case(
        "An override of another rule lifts nothing here",
        f"""{HOME}\
2026-01-17 08:00  waived early-days for fill because travel by dr-reyes: a funeral in Lisbon
2026-01-17 11:59  {LOOKED}
ask 2026-01-17 11:59  fill 4 doses for marco at corner-pharmacy by femi
""",
        early(3),
    )


def test_an_override_does_not_lift_a_refusal(case: Case):
    verdict = case(
        "Eight days early, with an override for each of the two rules",
        f"""{HOME}\
2026-01-12 08:00  waived early-fill for fill because travel by dr-reyes: a funeral in Lisbon
2026-01-12 08:01  waived early-days for fill because travel by dr-reyes: a funeral in Lisbon
2026-01-12 09:00  {LOOKED}
ask 2026-01-12 09:00  fill 4 doses for marco at corner-pharmacy by femi
""",
        refuses(
            "early-fill",
            "too-early",
            "judgement",
            clears_at="2026-01-18 00:00",
            early_days=8,
            early_days_free=2,
            early_days_max=7,
            due_on="2026-01-20",
        ),
        needs_override(
            "early-days",
            "added-up",
            "judgement",
            by="prescriber",
            waived_by=14,
            clears_at="2026-01-13 00:00",
            early_days=8,
            early_days_max=7,
            this_fill_days=8,
            window_days=180,
        ),
    )
    assert not verdict.allowed


def test_a_rule_that_a_policy_has_off_says_nothing(case: Case):
    case(
        "Seven days early, where nobody asks",
        f"{HOME}2026-01-13 09:00  {LOOKED}\nask 2026-01-13 09:00  fill 4 doses for marco at corner-pharmacy by femi",
        settings={("early-fill", "strength"): "off"},
    )


def test_a_rule_says_no_more_than_its_own_strength(case: Case):
    case(
        "Eight days early, where the rule only warns",
        f"{HOME}2026-01-12 09:00  {LOOKED}\nask 2026-01-12 09:00  fill 4 doses for marco at corner-pharmacy by femi",
        warns(
            "early-fill",
            "too-early",
            "judgement",
            clears_at="2026-01-18 00:00",
            early_days=8,
            early_days_free=2,
            early_days_max=7,
            due_on="2026-01-20",
        ),
        settings={("early-fill", "strength"): "warn", ("early-days", "strength"): "off"},
    )


def test_a_fill_that_was_sent_back_was_no_fill(case: Case):
    case(
        "The first fill was declined, so the next is not early",
        f"""{PRESCRIBED}\
2026-01-06 11:00  filled 4 doses for marco at corner-pharmacy by femi
2026-01-06 18:30  declined 4 doses by marco: not at home this week
2026-01-06 18:40  called back 4 doses by femi
2026-01-08 09:00  {LOOKED}
ask 2026-01-08 09:00  fill 4 doses for marco at corner-pharmacy by femi
""",
    )


def test_a_late_fill_starts_the_clock_anew(case: Case):
    case(
        "A fill six days late is counted from its own day: due on the 9th of February",
        f"""{HOME}\
2026-01-07 20:00  4 times every 3 days taken 1 dose, given by marco
2026-01-26 09:00  filled 4 doses for marco at corner-pharmacy by femi
2026-01-26 10:00  accepted 4 doses by marco
2026-02-01 09:00  evaluated by dr-reyes: phq-9 12
2026-02-01 09:10  prescribed by dr-reyes: 8 doses for 28 days, 4 a fill
2026-02-06 09:00  {LOOKED}
ask 2026-02-06 09:00  fill 4 doses for marco at corner-pharmacy by femi
""",
        needs_override(
            "early-fill",
            "early",
            "practice",
            by="prescriber pharmacist",
            clears_at="2026-02-07 00:00",
            early_days=3,
            early_days_free=2,
            early_days_max=7,
            due_on="2026-02-09",
        ),
    )
