"""There is time to answer."""

from tests.spec.cases import FILLED, Case, refuses


def test_an_offer_stands_for_forty_eight_hours(case: Case):
    case("48 hours later", f"{FILLED}ask 2026-01-08 11:00  call back by femi")
    case(
        "One minute less",
        f"{FILLED}ask 2026-01-08 10:59  call back by femi",
        refuses(
            "offer-expired",
            "too-soon",
            "judgement",
            clears_at="2026-01-08 11:00",
            hours_min=48,
            units=4,
        ),
    )
