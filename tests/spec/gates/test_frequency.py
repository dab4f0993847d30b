"""Two in any seven calendar days, before they are ordered and before they are given."""

from tests.spec.cases import ANOTHER, EVALUATED, HOME, Because, Case, refuses, warns


DOSE = "take 1 dose, given by marco, bp 120/80, pulse 70"


def order(number: int) -> Because:
    return refuses(
        "frequency",
        "order-too-often",
        "practice",
        doses_per_week=number,
        doses_per_week_max=2,
    )


def dose(number: int, clears_at: str, most: int = 2) -> Because:
    return refuses(
        "frequency",
        "dose-too-many",
        "practice",
        clears_at=clears_at,
        doses=number,
        doses_per_week_max=most,
        window_days=7,
    )


def test_an_order_of_two_a_week(case: Case):
    asked = (
        "ask 2026-01-05 10:00  prescribe by dr-reyes: 8 doses, {} a week for 28 days, 4 a fill"
    )
    case("Two", EVALUATED + asked.format(2))
    case("Three", EVALUATED + asked.format(3), order(3))
    plan = (
        "ask 2026-01-05 10:00  plan 100 mg sublingual troche, {} a week at least 48 h apart"
        " by dr-reyes"
    )
    case("A plan of two", EVALUATED + plan.format(2))
    case("A plan of three, which nobody could prescribe", EVALUATED + plan.format(3), order(3))


def test_two_doses_in_any_seven_days(case: Case):
    two = f"{HOME}2026-01-07 20:00  taken 1 dose, given by marco\n2026-01-10 20:00  taken 1 dose, given by marco\n"
    case(
        "The second",
        f"{HOME}2026-01-07 20:00  taken 1 dose, given by marco\nask 2026-01-10 20:00  {DOSE}",
    )
    case(
        "A third within the seven days",
        f"{two}ask 2026-01-13 23:59  {DOSE}",
        dose(3, "2026-01-14 00:00"),
    )
    case("On the eighth day the first no longer counts", f"{two}ask 2026-01-14 00:00  {DOSE}")


def test_the_plan_may_ask_for_fewer(case: Case):
    weekly = HOME.replace("2 a week", "1 a week")
    one = f"{weekly}2026-01-07 20:00  taken 1 dose, given by marco\n"
    case(
        "One a week: the second on day six",
        f"{one}ask 2026-01-13 20:00  {DOSE}",
        dose(2, "2026-01-14 00:00", 1),
    )
    case("On day seven", f"{one}ask 2026-01-14 20:00  {DOSE}")


def test_where_no_dose_is_allowed_no_day_is_named(case: Case):
    case(
        "A policy of no doses at all",
        f"{HOME}ask 2026-01-07 20:00  {DOSE}",
        dose(1, "", 0),
        settings={("frequency", "doses-per-week-max"): 0},
    )


def test_a_dose_recorded_late_has_neighbours_on_both_sides(case: Case):
    around = f"{HOME}2026-01-07 20:00  taken 1 dose, given by marco\n2026-01-12 20:00  taken 1 dose, given by marco\n"
    case(
        "Between two others: 7, 9 and 12 January are three in seven days",
        f"{around}ask 2026-01-09 20:00 (recorded 2026-01-12 21:00)  {DOSE}",
        dose(3, "2026-01-14 00:00"),
    )
    two_later = f"{HOME}2026-01-13 20:00  taken 1 dose, given by marco\n2026-01-16 20:00  taken 1 dose, given by marco\n"
    case(
        "Before two others, on the 10th: three in seven days",
        f"{two_later}ask 2026-01-10 20:00 (recorded 2026-01-16 21:00)  {DOSE}",
        dose(3, "2026-01-20 00:00"),
    )
    case(
        "On the 9th: the 9th and the 16th are eight days apart",
        f"{two_later}ask 2026-01-09 20:00 (recorded 2026-01-16 21:00)  {DOSE}",
    )
    late_first = f"""{HOME}\
2026-01-10 20:00  taken 1 dose, given by marco
2026-01-07 20:00 (recorded 2026-01-10 21:00)  taken 1 dose, given by marco
"""
    case(
        "When it is free again depends on the days, not on the order of writing",
        f"{late_first}ask 2026-01-12 20:00  {DOSE}",
        dose(3, "2026-01-14 00:00"),
    )


def test_three_mornings_round_the_night_the_clocks_change(case: Case):
    spring = """\
course lucia, 2027-03-01, weight 70 kg, agreed, zone {zone}
plan 100 mg sublingual troche, 2 a week at least 48 h apart, until 2027-12-31 for remission, held by marco

2027-03-01 09:00  evaluated by dr-reyes: phq-9 12
2027-03-01 09:10  prescribed by dr-reyes: 8 doses for 28 days, 4 a fill
2027-03-01 11:00  filled 4 doses for marco at corner-pharmacy by femi
2027-03-01 12:00  accepted 4 doses by marco
2027-03-10 09:00  evaluated by dr-reyes: phq-9 12
{first} 00:30  taken 1 dose, given by marco
{second} 00:30  taken 1 dose, given by marco
ask {asked}  take 1 dose, given by marco, bp 120/80, pulse 70
"""
    for zone, days in (
        ("America/New_York", ("2027-03-11", "2027-03-14", "2027-03-17", "2027-03-18")),
        ("Europe/London", ("2027-03-25", "2027-03-28", "2027-03-31", "2027-04-01")),
        ("Australia/Lord_Howe", ("2027-04-01", "2027-04-04", "2027-04-07", "2027-04-08")),
        ("America/St_Johns", ("2027-03-11", "2027-03-14", "2027-03-17", "2027-03-18")),
    ):
        first, second, seventh, eighth = days
        case(
            f"The seventh day in {zone}",
            spring.format(zone=zone, first=first, second=second, asked=f"{seventh} 23:59"),
            dose(3, f"{eighth} 00:00"),
        )
        case(
            f"The eighth day in {zone}",
            spring.format(zone=zone, first=first, second=second, asked=f"{eighth} 00:00"),
        )


def test_after_eight_weeks_an_order_of_two_a_week_is_warned_about(case: Case):
    def later(day: str, per_week: int) -> str:
        return f"""{HOME}\
2026-01-07 20:00  taken 1 dose, given by marco
2026-01-14 20:00  taken 1 dose, given by marco
{day} 08:00  evaluated by dr-reyes: phq-9 9
ask {day} 09:00  prescribe by dr-reyes: 4 doses, {per_week} a week for 28 days, 4 a fill
"""

    case("The last day of week eight", later("2026-03-03", 2))
    case(
        "Eight full weeks after the first dose",
        later("2026-03-04", 2),
        warns(
            "frequency",
            "late-weeks",
            "judgement",
            doses_per_week=2,
            doses_per_week_max=1,
            weeks=8,
        ),
    )
    case("One a week", later("2026-03-04", 1))


def test_a_new_course_does_not_forget_the_doses_before_it(case: Case):
    two = (
        f"{ANOTHER}2026-01-07 20:00  taken 1 dose, given by marco\n"
        "2026-01-10 20:00  taken 1 dose, given by marco\n"
    )
    case(
        "Two in the course before, and one more in this one",
        f"{HOME}ask 2026-01-13 20:00  {DOSE}",
        dose(3, "2026-01-14 00:00"),
        earlier=(two,),
    )
    abroad = two.replace("America/New_York", "Europe/London").replace(
        "2026-01-07 20:00", "2026-01-07 02:00"
    )
    case(
        "Two in the morning of the 7th in London is still the 6th here",
        f"{HOME}ask 2026-01-13 20:00  {DOSE}",
        earlier=(abroad,),
    )


def test_the_first_weeks_are_those_of_the_patient_not_of_the_course(case: Case):
    def opened_on(day: str, asked_on: str) -> str:
        return f"""\
course lucia, {day}, weight 70 kg, agreed, zone America/New_York
plan 100 mg sublingual troche, 2 a week at least 48 h apart, until 2027-06-30 for remission, held by marco

{asked_on} 09:00  evaluated by dr-reyes: phq-9 12
ask {asked_on} 10:00  prescribe by dr-reyes: 4 doses, 2 a week for 28 days, 4 a fill
"""

    before = f"{ANOTHER}2026-01-07 20:00  taken 1 dose, given by marco\n"
    case(
        "Eight weeks after the first dose, in a course opened that day",
        opened_on("2026-03-04", "2026-03-04"),
        warns(
            "frequency",
            "late-weeks",
            "judgement",
            doses_per_week=2,
            doses_per_week_max=1,
            weeks=8,
        ),
        earlier=(before,),
    )
    case(
        "A pause longer than the first weeks lets them begin anew",
        opened_on("2026-03-05", "2026-03-05"),
        earlier=(before,),
    )
