"""An evaluation after which the treatment goes on has its scores."""

import pytest

from dosekeeper.core.acts import Decision
from tests.spec.cases import COURSE, EVALUATED, Case, needs_override, warns


SIGN = "ask 2026-02-03 10:00  evaluate by dr-reyes"


def not_asked(instruments: str, waived_by: int | None = None):
    return needs_override(
        "scores-asked",
        "not-asked",
        "judgement",
        by="prescriber",
        clears_by="ask",
        waived_by=waived_by,
        instruments=instruments,
    )


def test_nothing_was_asked(case: Case):
    case("A decision alone", f"{EVALUATED}{SIGN}", not_asked("phq-9, craving, urinary"))
    case(
        "The first evaluation as well", f"{COURSE}{SIGN}", not_asked("phq-9, craving, urinary")
    )


def test_every_score_is_named_that_is_missing(case: Case):
    case("One alone", f"{EVALUATED}{SIGN}: phq-9 9", not_asked("craving, urinary"))
    case(
        "One is missing, and another was not asked for",
        f"{EVALUATED}{SIGN}: phq-9 9, gad-7 4, craving 0",
        not_asked("urinary"),
    )
    case("All of them", f"{EVALUATED}{SIGN}: phq-9 9, craving 0, urinary 0")


@pytest.mark.parametrize("decision", Decision)
def test_who_gives_no_more_needs_no_scores(case: Case, decision: Decision):
    none = decision in {"pause", "taper", "stop"}
    reasons = [] if none else [not_asked("phq-9, craving, urinary")]
    case(f"The decision is to {decision}", f"{EVALUATED}{SIGN}, decided {decision}", *reasons)


def test_a_patient_who_answers_nothing_is_evaluated_all_the_same(case: Case):
    waived = (
        "2026-02-03 09:50  waived scores-asked for evaluate because clinical-need,"
        " until 2026-02-03 12:00 by dr-reyes: she answers no questionnaire\n"
    )
    case(
        "With an override",
        f"{EVALUATED}{waived}{SIGN}",
        not_asked("phq-9, craving, urinary", waived_by=10),
    )


def test_a_clinic_asks_for_more_or_only_warns(case: Case):
    case(
        "The dependence screen too",
        f"{EVALUATED}{SIGN}: phq-9 9, craving 0, urinary 0",
        not_asked("sds"),
        settings={("scores-asked", "asks"): "phq-9 craving urinary sds"},
    )
    case(
        "A warning",
        f"{EVALUATED}{SIGN}: phq-9 9, craving 0",
        warns("scores-asked", "not-asked", "judgement", clears_by="ask", instruments="urinary"),
        settings={("scores-asked", "strength"): "warn"},
    )
