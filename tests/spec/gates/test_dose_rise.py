"""Not too far, not too often; the reference is the lowest dose in the window."""

from tests.spec.cases import EVALUATED, Because, Case, cannot_tell, needs_override


MG = 1_000


def signed(day: str, mg: int) -> str:
    """An evaluation and a prescription of that dose, on a day."""
    return (
        f"{day} 09:30  evaluated by dr-reyes: phq-9 12\n"
        f"{day} 09:40  prescribed by dr-reyes: 8 doses of {mg} mg as 1 mg sublingual troche for 28 days, 4 a fill\n"
    )


def asked(day: str, mg: int) -> str:
    return (
        f"{day} 09:30  evaluated by dr-reyes: phq-9 12\n"
        f"ask {day} 10:00  prescribe by dr-reyes: 8 doses of {mg} mg as 1 mg sublingual troche for 28 days, 4 a fill\n"
    )


def too_large(new: int, before: int, percent: int) -> Because:
    return needs_override(
        "dose-rise",
        "too-large",
        "judgement",
        by="prescriber",
        second=True,
        dose_ug=new * MG,
        before_ug=before * MG,
        rise_percent=percent,
        rise_percent_max=25,
        window_days=30,
    )


def test_a_quarter_in_thirty_days(case: Case):
    before = EVALUATED + signed("2026-01-06", 100)
    case("The first dose is no rise", EVALUATED + asked("2026-01-06", 150))
    case("A quarter", before + asked("2026-01-20", 125))
    case("A little more", before + asked("2026-01-20", 126), too_large(126, 100, 26))
    case("Lower is no rise", before + asked("2026-01-20", 50))


def test_the_reference_is_the_lowest_dose_of_the_window(case: Case):
    lowered = EVALUATED + signed("2026-01-06", 100) + signed("2026-01-10", 60)
    case(
        "Back to 100 mg after ten days on 60: it was 60 that the body had last",
        lowered + asked("2026-01-20", 100),
        too_large(100, 60, 67),
    )
    detour = EVALUATED + signed("2026-01-06", 100) + signed("2026-01-12", 125)
    case(
        "A step in between does not lift the ladder",
        detour + asked("2026-01-20", 130),
        too_large(130, 100, 30),
    )
    case(
        "Thirty days: the window of 10 February begins on 12 January, where 125 mg began",
        detour + asked("2026-02-10", 150),
        too_large(150, 100, 50),
    )
    case(
        "The day after, 100 mg is over and 125 the reference",
        detour + asked("2026-02-11", 150),
    )


def test_a_dose_that_goes_on_is_no_rise(case: Case):
    risen = EVALUATED + signed("2026-01-06", 80) + signed("2026-01-12", 140)
    case(
        "The same as last time: that rise was signed for then", risen + asked("2026-02-02", 140)
    )
    case(
        "One milligram more, and the lowest dose of the window counts again",
        risen + asked("2026-02-02", 141),
        too_large(141, 80, 77),
    )


def test_what_was_in_force_when_the_window_began_counts(case: Case):
    case(
        "One prescription, long ago, is still the reference",
        EVALUATED + signed("2026-01-06", 100) + asked("2026-04-03", 140),
        too_large(140, 100, 40),
    )


def test_the_third_rise_in_ninety_days(case: Case):
    steps = (
        EVALUATED
        + signed("2026-01-06", 100)
        + signed("2026-02-03", 105)
        + signed("2026-03-03", 110)
    )
    often = needs_override(
        "dose-rise",
        "too-often",
        "judgement",
        by="prescriber",
        second=True,
        rises=3,
        rises_max=2,
        window_days=90,
    )
    case(
        "The second rise",
        EVALUATED
        + signed("2026-01-06", 100)
        + signed("2026-02-03", 105)
        + asked("2026-03-03", 110),
    )
    case("The third", steps + asked("2026-03-31", 115), often)
    case("The same dose again is no rise", steps + asked("2026-03-31", 110))
    case(
        "Going on after the third, which was signed for, is no rise either",
        steps + signed("2026-03-10", 115) + asked("2026-03-31", 115),
    )
    case(
        "The same dose twice on the way does not count as a step",
        EVALUATED
        + signed("2026-01-06", 100)
        + signed("2026-02-03", 100)
        + signed("2026-03-03", 105)
        + asked("2026-03-31", 110),
    )
    weighed = "2026-05-03 08:00  weighed 70 kg by nell\n"
    case(
        "The first rise is 89 days ago, the window of ninety begins with it",
        steps + weighed + asked("2026-05-03", 115),
        often,
    )
    case(
        "The first rise is 90 days ago",
        steps + weighed + asked("2026-05-04", 115),
    )


def test_a_rise_from_a_month_to_a_day_is_caught_step_by_step(case: Case):
    case(
        "Both ways of rising at once are both said",
        EVALUATED
        + signed("2026-01-06", 50)
        + signed("2026-01-08", 60)
        + signed("2026-01-10", 62)
        + asked("2026-01-12", 100),
        too_large(100, 50, 100),
        needs_override(
            "dose-rise",
            "too-often",
            "judgement",
            by="prescriber",
            second=True,
            rises=3,
            rises_max=2,
            window_days=90,
        ),
    )


def test_milligrams_of_two_routes_are_not_compared(case: Case):
    before = EVALUATED + signed("2026-01-06", 100)
    again = "2026-01-20 09:30  evaluated by dr-reyes: phq-9 12\n"
    case(
        "From under the tongue to the nose: fewer milligrams, and nobody can tell",
        f"{before}{again}ask 2026-01-20 10:00  prescribe by dr-reyes: 8 doses of 50 mg intranasal spray for 28 days, 4 a fill\n",
        cannot_tell(
            needs_override(
                "dose-rise",
                "other-route",
                "judgement",
                by="prescriber",
                second=True,
                product="ketamine-intranasal-spray-50mg",
                before_product="ketamine-sublingual-troche-1mg",
            )
        ),
    )
    case(
        "Another strength of the same is the same",
        f"{before}{again}ask 2026-01-20 10:00  prescribe by dr-reyes: 8 doses of 100 mg sublingual troche for 28 days, 4 a fill\n",
    )


def test_a_new_course_goes_on_where_the_last_one_ended(case: Case):
    before = signed("2026-01-06", 100)
    old = EVALUATED.replace("course lucia,", "course lucia.1, patient lucia,") + before
    case(
        "A quarter and a little more than the course before",
        EVALUATED + asked("2026-01-20", 126),
        too_large(126, 100, 26),
        earlier=(old,),
    )
    later = EVALUATED.replace("2026-01-05", "2026-05-03")
    case(
        "It ended on 2 February: on 2 May that is the first of the ninety days",
        later.replace("2026-05-03", "2026-05-02") + asked("2026-05-02", 150),
        too_large(150, 100, 50),
        earlier=(old,),
    )
    case(
        "A day later it says nothing any more",
        later + asked("2026-05-03", 150),
        earlier=(old,),
    )


def test_the_route_of_the_course_before_counts_too(case: Case):
    old = EVALUATED.replace("course lucia,", "course lucia.1, patient lucia,")
    case(
        "From under the tongue to the nose, with a new course between them",
        f"{EVALUATED}ask 2026-01-20 10:00  prescribe by dr-reyes: 8 doses of 50 mg intranasal spray for 28 days, 4 a fill\n",
        cannot_tell(
            needs_override(
                "dose-rise",
                "other-route",
                "judgement",
                by="prescriber",
                second=True,
                product="ketamine-intranasal-spray-50mg",
                before_product="ketamine-sublingual-troche-1mg",
            )
        ),
        earlier=(old + signed("2026-01-06", 100),),
    )
