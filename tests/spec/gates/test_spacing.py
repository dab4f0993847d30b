"""Forty-eight real hours, also on the night the clocks change."""

from tests.spec.cases import ANOTHER, EVALUATED, HOME, Because, Case, refuses


DOSE = "take 1 dose, given by marco, bp 120/80, pulse 70"


def too_soon(minutes: int, last: str, clears: str, hours: int = 48) -> Because:
    return refuses(
        "spacing",
        "dose-too-soon",
        "judgement",
        clears_at=clears,
        since_minutes=minutes,
        spacing_hours_min=hours,
        last_at=last,
    )


def test_an_order_leaves_two_days_between(case: Case):
    asked = "ask 2026-01-05 10:00  prescribe by dr-reyes: 8 doses, 2 a week at least {} h apart for 28 days, 4 a fill"
    plan = "ask 2026-01-05 10:00  plan 100 mg sublingual troche, 2 a week at least {} h apart by dr-reyes"
    too_close = refuses(
        "spacing", "order-too-close", "judgement", spacing_hours=47, spacing_hours_min=48
    )
    for said, words in (("", asked), (" in a plan", plan)):
        case(f"48 hours{said}", EVALUATED + words.format(48))
        case(f"47 hours{said}", EVALUATED + words.format(47), too_close)


def test_forty_eight_hours_between_doses(case: Case):
    one = f"{HOME}2026-01-07 20:00  taken 1 dose, given by marco\n"
    last = "2026-01-07T20:00-05:00"
    case("Exactly 48 hours", f"{one}ask 2026-01-09 20:00  {DOSE}")
    case(
        "One minute less",
        f"{one}ask 2026-01-09 19:59  {DOSE}",
        too_soon(2_879, last, "2026-01-09 20:00"),
    )


def test_the_plan_may_ask_for_more(case: Case):
    wide = HOME.replace("at least 48 h apart", "at least 72 h apart")
    one = f"{wide}2026-01-07 20:00  taken 1 dose, given by marco\n"
    case("72 hours", f"{one}ask 2026-01-10 20:00  {DOSE}")
    case(
        "One minute less than 72 hours",
        f"{one}ask 2026-01-10 19:59  {DOSE}",
        too_soon(4_319, "2026-01-07T20:00-05:00", "2026-01-10 20:00", 72),
    )


def test_a_dose_recorded_late_has_neighbours_on_both_sides(case: Case):
    later = f"{HOME}2026-01-10 20:00  taken 1 dose, given by marco\n"
    case(
        "Two days before a dose that is written down already",
        f"{later}ask 2026-01-08 20:00 (recorded 2026-01-10 21:00)  {DOSE}",
    )
    case(
        "A minute too close to it",
        f"{later}ask 2026-01-08 20:01 (recorded 2026-01-10 21:00)  {DOSE}",
        too_soon(2_879, "2026-01-10T20:00-05:00", "2026-01-12 20:00"),
    )
    both = f"{HOME}2026-01-07 20:00  taken 1 dose, given by marco\n2026-01-10 20:00  taken 1 dose, given by marco\n"
    case(
        "Between two: the nearer one is named, and it is clear after the later one",
        f"{both}ask 2026-01-09 12:00 (recorded 2026-01-10 21:00)  {DOSE}",
        too_soon(1_920, "2026-01-10T20:00-05:00", "2026-01-12 20:00"),
        refuses(
            "frequency",
            "dose-too-many",
            "practice",
            clears_at="2026-01-14 00:00",
            doses=3,
            doses_per_week_max=2,
            window_days=7,
        ),
    )
    case(
        "Nearer to the earlier one, and clear after the later one all the same",
        f"{both}ask 2026-01-09 04:00 (recorded 2026-01-10 21:00)  {DOSE}",
        too_soon(1_920, "2026-01-07T20:00-05:00", "2026-01-12 20:00"),
        refuses(
            "frequency",
            "dose-too-many",
            "practice",
            clears_at="2026-01-14 00:00",
            doses=3,
            doses_per_week_max=2,
            window_days=7,
        ),
    )


# The zone, the dose before the night, 48 real hours later on the wall, and its offset.
NIGHTS = (
    ("America/New_York", "2027-03-13 20:00", "-05:00", "2027-03-15 21:00", "2027-03-15 20:59"),
    ("America/New_York", "2027-11-06 20:00", "-04:00", "2027-11-08 19:00", "2027-11-08 18:59"),
    ("Europe/London", "2027-03-27 20:00", "+00:00", "2027-03-29 21:00", "2027-03-29 20:59"),
    (
        "Australia/Lord_Howe",
        "2027-04-03 20:00",
        "+11:00",
        "2027-04-05 19:30",
        "2027-04-05 19:29",
    ),
    ("America/St_Johns", "2027-03-13 20:00", "-03:30", "2027-03-15 21:00", "2027-03-15 20:59"),
    ("America/New_York", "2028-02-28 20:00", "-05:00", "2028-03-01 20:00", "2028-03-01 19:59"),
    ("America/New_York", "2027-12-30 20:00", "-05:00", "2028-01-01 20:00", "2028-01-01 19:59"),
)


def test_hours_are_real_hours(case: Case):
    for zone, taken, offset, later, sooner in NIGHTS:
        day = taken[:10]
        begun = f"""\
course lucia, {day}, weight 70 kg, agreed, zone {zone}
plan 100 mg sublingual troche, 2 a week at least 48 h apart, until 2028-12-31 for remission, held by marco

{day} 09:00  evaluated by dr-reyes: phq-9 12
{day} 09:10  prescribed by dr-reyes: 8 doses for 28 days, 4 a fill
{day} 11:00  filled 4 doses for marco at corner-pharmacy by femi
{day} 12:00  accepted 4 doses by marco
{taken}  taken 1 dose, given by marco
"""
        case(f"48 hours after {taken} in {zone}", f"{begun}ask {later}  {DOSE}")
        case(
            f"One minute less than that after {taken} in {zone}",
            f"{begun}ask {sooner}  {DOSE}",
            too_soon(2_879, f"{taken.replace(' ', 'T')}{offset}", later),
        )


def test_a_new_course_does_not_forget_the_dose_before_it(case: Case):
    closed = (
        f"{ANOTHER}2026-01-10 20:00  taken 1 dose, given by marco\n"
        '2026-01-10 20:10  returned 3 doses with marco by marco to "police box"\n'
        "2026-01-10 20:20  closed by dr-reyes: moves to the other clinic\n"
    )
    case(
        "Closed on the 10th after a dose, opened anew; a dose on the 11th",
        f"{HOME}ask 2026-01-11 20:00  {DOSE}",
        too_soon(1_440, "2026-01-10T20:00-05:00", "2026-01-12 20:00"),
        earlier=(closed,),
    )
    case("On the 12th", f"{HOME}ask 2026-01-12 20:00  {DOSE}", earlier=(closed,))
