"""An order says when."""

from tests.spec.cases import EVALUATED, Case, refuses


def test_only_a_schedule_is_an_order(case: Case):
    asked = "prescribe by dr-reyes: 8 doses for 28 days, 4 a fill"
    case("Two a week", f"{EVALUATED}ask 2026-01-05 10:00  {asked}")
    for words, order in (("as needed", "as-needed"), ("as directed", "as-directed")):
        case(
            f"Written '{words}'",
            f"{EVALUATED}ask 2026-01-05 10:00  {asked}, {words}",
            refuses("fixed-schedule", order, "judgement", order=order),
        )
