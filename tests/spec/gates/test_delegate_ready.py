"""Grown up, not in treatment, for few, unpaid, and trained."""

from tests.spec.cases import COURSE, FIT, Because, Case, needs_override, refuses


APPOINTED = f"{COURSE}2026-01-10 09:00  appointed ana as sister by lucia, basis household\n"


def sign(words: str, by: str = "ana") -> str:
    return f"ask 2026-01-12 09:00  agree by {by}{words}"


def but(old: str, new: str) -> str:
    assert old in FIT
    return f", {FIT.replace(old, new)}"


def unready(finding: str, clears_by: str, basis: str = "judgement", **numbers) -> Because:
    return refuses("delegate-ready", finding, basis, clears_by=clears_by, **numbers)


def test_all_of_it(case: Case):
    case("Ana is ready", APPOINTED + sign(f", {FIT}"))
    case(
        "Ana only signs",
        APPOINTED + sign(""),
        unready("not-vetted", "vetting", "practice"),
        unready("not-trained", "training", "practice"),
    )
    case("Lucia and her doctor sign without", APPOINTED + sign("", "lucia"))
    case("So does he", APPOINTED + sign("", "dr-reyes"))


def test_who_they_are(case: Case):
    case(
        "Seventeen",
        APPOINTED + sign(but("adult", "minor")),
        unready("not-adult", "appoint", "practice"),
    )
    case(
        "In ketamine treatment too",
        APPOINTED + sign(but("not in", "in")),
        unready("in-treatment", "appoint"),
    )
    case(
        "A policy that lets them help each other",
        APPOINTED + sign(but("not in", "in")),
        settings={("delegate-ready", "outside-treatment-only"): False},
    )


def test_for_how_many(case: Case):
    case("For one other: two in all", APPOINTED + sign(but("0 other", "1 other")))
    case(
        "For two others",
        APPOINTED + sign(but("0 other", "2 other")),
        unready("too-many-patients", "appoint", patients=3, patients_max=2),
    )


def test_who_is_paid_needs_two_who_say_so(case: Case):
    paid = sign(but("unpaid", "paid"))

    def reason(waived_by: int | None = None) -> Because:
        return needs_override(
            "delegate-ready",
            "paid",
            "judgement",
            by="prescriber",
            second=True,
            clears_by="appoint",
            waived_by=waived_by,
        )

    case("Paid by the patient", APPOINTED + paid, reason())
    lifted = "2026-01-11 09:00  waived delegate-ready for agree because clinical-need, until 2026-01-13 09:00 by dr-reyes, second dr-chen: a carer from an agency\n"
    case("Two doctors say why", APPOINTED + lifted + paid, reason(10))
    case(
        "That lifts nothing else",
        APPOINTED + lifted + sign(but("unpaid", "paid").replace("adult", "minor")),
        unready("not-adult", "appoint", "practice"),
        reason(10),
    )
    case(
        "A policy for paid carers",
        APPOINTED + paid,
        settings={("delegate-ready", "unpaid-only"): False},
    )


def test_what_they_know(case: Case):
    case(
        "One of six wrong",
        APPOINTED + sign(but("6 of 6", "5 of 6")),
        unready("training-failed", "training", right=5, questions=6, right_percent_min=100),
    )
    case(
        "A policy that lets one be wrong",
        APPOINTED + sign(but("6 of 6", "5 of 6")),
        settings={("delegate-ready", "right-percent-min"): 83},
    )
    case(
        "83 is not 84 of a hundred: shares are rounded down",
        APPOINTED + sign(but("6 of 6", "5 of 6")),
        unready("training-failed", "training", right=5, questions=6, right_percent_min=84),
        settings={("delegate-ready", "right-percent-min"): 84},
    )


def test_a_training_of_before_is_done_again(case: Case):
    new = {("delegate-ready", "training-version-min"): 2}
    for version in ("1", "2025-01"):
        case(
            f"Version {version}, where 2 is asked for",
            APPOINTED + sign(but("training 1", f"training {version}")),
            unready("training-old", "training", version=version, version_min="2"),
            settings=new,
        )
    for version in ("2", "10"):
        case(
            f"Version {version}",
            APPOINTED + sign(but("training 1", f"training {version}")),
            settings=new,
        )


def test_who_said_otherwise_before(case: Case):
    paid = but("unpaid", "paid")
    said = f"{APPOINTED}2026-01-11 09:00  refused by delegate-ready: agree by ana{paid}\n"
    otherwise = unready("said-otherwise", "appoint", "practice", on="2026-01-11")
    case("Not paid any more, she says a day later", said + sign(f", {FIT}"), otherwise)
    again = "2026-01-11 {at}  appointed ana as sister by {by}, basis household, consent asked\n"
    case(
        "Lucia naming her again asks nobody",
        said + again.format(at="10:00", by="lucia") + sign(f", {FIT}"),
        otherwise,
    )
    case(
        "Her doctor asked, and appointed her anew",
        said + again.format(at="10:00", by="dr-reyes") + sign(f", {FIT}"),
    )
