"""By somebody entitled, with a second person, for a time, once."""

from dosekeeper.core import acts
from dosekeeper.core.record import done
from dosekeeper.rulebook import load
from tests import cast
from tests.spec.cases import HOME, Because, Case, changed, refuses


def waive(rule: str, verb: str, by: str, words: str = "") -> str:
    return f"{HOME}ask 2026-01-12 09:00  waive {rule} for {verb} because travel{words} by {by}: going away"


def not_waivable(finding: str, rule: str, role: str) -> Because:
    return refuses("waivable", finding, "judgement", rule=rule, role=role)


def test_by_somebody_entitled(case: Case):
    case("A doctor", waive("early-fill", "fill", "dr-reyes"))
    case("A pharmacist", waive("early-fill", "fill", "femi"))
    case(
        "A nurse, for an early fill",
        waive("early-fill", "fill", "nell"),
        not_waivable("not-entitled", "early-fill", "nurse"),
    )
    case("A nurse, for what was measured", waive("vitals", "dose", "nell"))


def test_some_rules_have_no_exceptions(case: Case):
    for rule, verb in (
        ("spacing", "dose"),
        ("supply-in-hand", "fill"),
        ("clinic-only", "prescribe"),
    ):
        case(
            f"{rule}", waive(rule, verb, "dr-reyes"), not_waivable("never", rule, "prescriber")
        )


def test_with_a_second_person_where_policy_wants_one(case: Case):
    case(
        "Alone",
        waive("dose-rise", "prescribe", "dr-reyes"),
        refuses("waivable", "second-missing", "judgement", clears_by="second"),
    )
    for second in ("dr-chen", "nell", "femi"):
        case(f"With {second}", waive("dose-rise", "prescribe", f"dr-reyes, second {second}"))
    for second, role in (("dr-reyes", "prescriber"), ("mona", "manager"), ("lucia", "patient")):
        case(
            f"With {second}",
            waive("dose-rise", "prescribe", f"dr-reyes, second {second}"),
            refuses(
                "waivable",
                "second-not-entitled",
                "judgement",
                clears_by="second",
                person=second,
                role=role,
            ),
        )


def test_for_seventy_two_hours_at_most(case: Case):
    case("72 hours", waive("early-fill", "fill", "dr-reyes", ", until 2026-01-15 09:00"))
    case(
        "One minute more",
        waive("early-fill", "fill", "dr-reyes", ", until 2026-01-15 09:01"),
        refuses(
            "waivable",
            "too-long",
            "judgement",
            expires_at="2026-01-15T14:01:00+00:00",
            hours_max=72,
        ),
    )
    case(
        "Until now is no time at all",
        waive("early-fill", "fill", "dr-reyes", ", until 2026-01-12 09:00"),
        refuses(
            "waivable",
            "too-long",
            "judgement",
            expires_at="2026-01-12T14:00:00+00:00",
            hours_max=72,
        ),
    )


def test_an_override_is_spent_by_its_use_and_the_youngest_goes_first():
    story = cast.filled()
    policy = changed(
        load("article"), {("early-fill", "days-max"): 99, ("early-days", "days-max"): 99}
    )
    lifted = [
        story.tell(
            acts.Waive(
                rule="early-fill",
                of_verb="fill",
                reason=acts.WaiveReason.TRAVEL,
                note=note,
                expires_at=cast.at("2026-01-20 09:00"),
            ),
            cast.DR_REYES,
            "2026-01-17 08:00",
        )
        for note in ("going away", "again")
    ]
    story.tell(cast.LOOK, cast.FEMI, "2026-01-17 08:30")
    used = []
    for hour in (9, 10, 11):
        fill = acts.Fill(prescription=10, site=cast.OUTSIDE, recipient="marco", units=1)
        request = story.request(fill, cast.FEMI, f"2026-01-17 {hour:02}:00")
        verdict = story.judge(request, policy)
        (reason,) = (r for r in verdict.reasons if r.rule == "early-fill")
        used.append(reason.waived_by)
        if verdict.allowed:
            fact = done(request, story.chart, verdict)
            story.add(fact, cast.FEMI, request.at, request.at)
    assert used == [*reversed(lifted), None]


def test_an_override_is_no_override_before_it_was_given():
    story = cast.filled()
    story.tell(
        acts.Waive(
            rule="vitals",
            of_verb="dose",
            reason=acts.WaiveReason.CLINICAL_NEED,
            note="no cuff at home this week",
            expires_at=cast.at("2026-01-11 09:00"),
        ),
        cast.NELL,
        "2026-01-10 08:00",
    )
    unmeasured = cast.home_dose(systolic=None, diastolic=None, pulse=None)
    for when, waived in (("2026-01-10 07:59", False), ("2026-01-10 08:00", True)):
        verdict = story.judge(story.request(unmeasured, cast.MARCO, when), load("article"))
        assert [r.waived_by is not None for r in verdict.reasons] == [waived] * 3
