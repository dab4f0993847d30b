"""Before a fill somebody looks for another source, not longer than a day before."""

from tests.spec.cases import (
    HOME,
    LOOKED,
    PRESCRIBED,
    Because,
    Case,
    cannot_tell,
    needs_override,
    refuses,
    warns,
)


FILL = "fill 4 doses for marco at corner-pharmacy by femi"
ASKED = f"ask 2026-01-20 10:00  {FILL}"
REGISTER = "the state's register"
DOWN = "the register is down"

NEVER = refuses("fresh-look", "never", "practice", clears_by="check-source")


def old(checked_at: str, method: str = REGISTER, hours: int = 24) -> Because:
    return refuses(
        "fresh-look",
        "old",
        "judgement",
        clears_by="check-source",
        method=method,
        checked_at=checked_at,
        age_hours_max=hours,
    )


def unchecked(checked_on: str) -> Because:
    return cannot_tell(
        needs_override(
            "other-source",
            "unchecked",
            "article",
            by="prescriber pharmacist",
            clears_by="check-source",
            method=DOWN,
            checked_on=checked_on,
        )
    )


def test_a_look_at_most_a_day_old(case: Case):
    case("Nobody has looked", f"{HOME}{ASKED}", NEVER)
    case("Looked 23 h 59 min ago", f"{HOME}2026-01-19 10:01  {LOOKED}\n{ASKED}")
    case("Exactly 24 hours ago", f"{HOME}2026-01-19 10:00  {LOOKED}\n{ASKED}")
    case(
        "24 hours and a minute ago",
        f"{HOME}2026-01-19 09:59  {LOOKED}\n{ASKED}",
        old("2026-01-19T09:59-05:00"),
    )
    case(
        "Looked again since",
        f"{HOME}2026-01-06 20:00  {LOOKED}\n2026-01-20 09:50  {LOOKED}\n{ASKED}",
    )
    case(
        "Six hours ago, where the clinic asks for four",
        f"{HOME}2026-01-20 04:00  {LOOKED}\n{ASKED}",
        old("2026-01-20T04:00-05:00", hours=4),
        settings={("fresh-look", "hours-max"): 4},
    )


def test_it_stands_before_a_fill_alone(case: Case):
    case(
        "A dose does not ask for a look",
        f"{HOME}ask 2026-01-20 20:00  take 1 dose, given by marco, bp 120/80, pulse 70",
    )
    case(
        "Nor does an order",
        f"{HOME}2026-01-26 09:00  evaluated by dr-reyes: phq-9 12\n"
        "ask 2026-01-26 09:10  prescribe by dr-reyes: 8 doses for 28 days, 4 a fill",
    )


def test_real_hours_on_the_nights_the_clocks_change(case: Case):
    spring = PRESCRIBED.replace("2026-01-05", "2026-03-02")
    looked = f"{spring}2026-03-07 09:30  {LOOKED}\n"
    case("Into summer time: 24 hours", f"{looked}ask 2026-03-08 10:30  {FILL}")
    case(
        "Into summer time: a minute more",
        f"{looked}ask 2026-03-08 10:31  {FILL}",
        old("2026-03-07T09:30-05:00"),
    )
    autumn = PRESCRIBED.replace("2026-01-05", "2026-10-26").replace("2026-06-30", "2027-04-30")
    looked = f"{autumn}2026-10-31 09:30  {LOOKED}\n"
    case("Out of it: 24 hours", f"{looked}ask 2026-11-01 08:30  {FILL}")
    case(
        "Out of it: a minute more",
        f"{looked}ask 2026-11-01 08:31  {FILL}",
        old("2026-10-31T09:30-04:00"),
    )


def test_a_look_that_is_told_late_counts_from_when_it_was_made(case: Case):
    case(
        "Told at nine, made the morning before",
        f"{HOME}2026-01-19 09:00 (recorded 2026-01-20 09:00)  {LOOKED}\n{ASKED}",
        old("2026-01-19T09:00-05:00"),
    )
    case(
        "Told at nine, made last night",
        f"{HOME}2026-01-19 22:00 (recorded 2026-01-20 09:00)  {LOOKED}\n{ASKED}",
    )
    case(
        "An older one that is told late takes nothing away",
        f"{HOME}2026-01-20 08:00  {LOOKED}\n"
        f"2026-01-15 09:00 (recorded 2026-01-20 09:00)  {LOOKED}\n{ASKED}",
    )


def test_a_look_that_was_struck_is_none(case: Case):
    struck = "corrected entry {} by femi: another Lucia\n"
    case(
        "The only one",
        f"{HOME}2026-01-20 09:00  {LOOKED}\n2026-01-20 09:10  {struck.format(13)}{ASKED}",
        NEVER,
    )
    case(
        "The one before it counts again",
        f"{HOME}2026-01-15 09:00  {LOOKED}\n2026-01-20 09:00  {LOOKED}\n"
        f"2026-01-20 09:10  {struck.format(14)}{ASKED}",
        old("2026-01-15T09:00-05:00"),
    )


def test_a_look_in_another_course_of_the_patient_counts(case: Case):
    nothing_out = PRESCRIBED.replace("course lucia,", "course lucia.1, patient lucia,")
    looked = f"{nothing_out}2026-01-20 08:00  {LOOKED}\n"
    case("This morning, there", f"{HOME}{ASKED}", earlier=(looked,))
    case(
        "A week ago here, this morning there",
        f"{HOME}2026-01-13 09:00  {LOOKED}\n{ASKED}",
        earlier=(looked,),
    )
    case(
        "Three days ago, there",
        f"{HOME}{ASKED}",
        old("2026-01-17T08:00-05:00"),
        earlier=(looked.replace("2026-01-20 08:00", "2026-01-17 08:00"),),
    )
    case(
        "Struck there",
        f"{HOME}{ASKED}",
        NEVER,
        earlier=(f"{looked}2026-01-20 08:10  corrected entry 11 by femi: another Lucia\n",),
    )


def test_a_look_that_could_not_be_finished_is_a_look(case: Case):
    case(
        "This morning: what nobody knows is the other rule's to say",
        f"{HOME}2026-01-20 09:00  checked as could-not-check by femi: {DOWN}\n{ASKED}",
        unchecked("2026-01-20"),
    )
    case(
        "Three days ago: an override of the other rule is no look of today",
        f"{HOME}2026-01-17 09:00  checked as could-not-check by femi: {DOWN}\n{ASKED}",
        unchecked("2026-01-17"),
        old("2026-01-17T09:00-05:00", DOWN),
    )


def test_where_another_source_is_known_one_reason_is_enough(case: Case):
    found = f"{HOME}2026-01-15 09:00  checked as other-source by femi: {REGISTER}\n"
    source = {"method": REGISTER, "checked_on": "2026-01-15"}
    active = refuses("other-source", "active", "article", clears_by="check-source", **source)
    case("Found five days ago", f"{found}{ASKED}", active)
    case(
        "Who could not check since does not know better",
        f"{found}2026-01-17 09:00  checked as could-not-check by femi: {DOWN}\n{ASKED}",
        active,
    )
    case(
        "Where a clinic has the other rule only warn, somebody still looks",
        f"{found}{ASKED}",
        warns("other-source", "active", "article", clears_by="check-source", **source),
        old("2026-01-15T09:00-05:00"),
        settings={("other-source", "strength"): "warn"},
    )
