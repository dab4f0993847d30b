"""Thirty days, written and real."""

from tests.spec.cases import EVALUATED, Because, Case, refuses


def too_long(written: int, lasts: int, doses: int) -> Because:
    return refuses(
        "days-supply",
        "too-long",
        "article",
        written_days=written,
        lasts_days=lasts,
        doses=doses,
        days_max=30,
    )


def test_the_days_written_on_it(case: Case):
    case(
        "Thirty days",
        f"{EVALUATED}ask 2026-01-05 10:00  prescribe by dr-reyes: 8 doses for 30 days, 4 a fill",
    )
    case(
        "Thirty-one",
        f"{EVALUATED}ask 2026-01-05 10:00  prescribe by dr-reyes: 8 doses for 31 days, 4 a fill",
        too_long(31, 28, 8),
    )


def test_the_days_its_doses_last(case: Case):
    case(
        "Nine doses at two a week last 32 days, whatever is written",
        f"{EVALUATED}ask 2026-01-05 10:00  prescribe by dr-reyes: 9 doses for 30 days, 4 a fill",
        too_long(30, 32, 9),
    )
    case(
        "Four doses at one a week last 28",
        f"{EVALUATED}ask 2026-01-05 10:00  prescribe by dr-reyes: 4 doses, 1 a week for 28 days",
    )
    case(
        "Five last 35",
        f"{EVALUATED}ask 2026-01-05 10:00  prescribe by dr-reyes: 5 doses, 1 a week for 28 days",
        too_long(28, 35, 5),
    )
