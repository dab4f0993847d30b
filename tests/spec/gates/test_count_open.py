"""A count that does not agree freezes every fill."""

from tests.spec.cases import HOME, LOOKED, Because, Case, refuses


TAKEN = f"{HOME}2026-01-07 20:00  taken 1 dose, given by marco\n"
FILL = (
    f"2026-01-20 10:00  {LOOKED}\n"
    "ask 2026-01-20 10:00  fill 4 doses for marco at corner-pharmacy by femi"
)


def difference(counted: int, gap: int, case: int = 14, on: str = "2026-01-09") -> Because:
    return refuses(
        "count-open",
        "difference",
        "judgement",
        clears_by="count lost found correct resolve",
        hand="delegate:marco",
        counted_units=counted,
        gap_units=gap,
        counted_on=on,
        case=case,
    )


def test_one_dose_too_few_or_too_many(case: Case):
    case(
        "Three are there, as the books say",
        f"{TAKEN}2026-01-09 20:00  counted 3 doses by marco\n{FILL}",
    )
    case(
        "One is missing",
        f"{TAKEN}2026-01-09 20:00  counted 2 doses by marco\n{FILL}",
        difference(2, -1),
    )
    case(
        "One too many",
        f"{TAKEN}2026-01-09 20:00  counted 4 doses by marco\n{FILL}",
        difference(4, 1),
    )
    case(
        "None at all",
        f"{TAKEN}2026-01-09 20:00  counted 0 doses by marco\n{FILL}",
        difference(0, -3),
    )


def test_knowing_is_not_yet_settling(case: Case):
    short = f"{TAKEN}2026-01-09 20:00  counted 2 doses by marco\n"
    case(
        "Counted again, and right: still to be closed by somebody",
        f"{short}2026-01-10 20:00  counted 3 doses by marco\n{FILL}",
        difference(3, 0),
    )
    case(
        "Counted again, and closed by the doctor",
        f"""{short}\
2026-01-10 20:00  counted 3 doses by marco
2026-01-11 09:00  resolved entry 14 as miscount by dr-reyes: one was under the lining
{FILL}
""",
    )
