"""Appointed, signed, in force."""

from tests.spec.cases import COURSE, HOME, LOOKED, PRESCRIBED, Because, Case, refuses


def spoken(finding: str, clears_by: str, person: str = "marco") -> Because:
    return refuses("role-accepted", finding, "practice", clears_by=clears_by, person=person)


FILL = (
    f"2026-01-06 11:00  {LOOKED}\n"
    "ask 2026-01-06 11:00  fill 4 doses for {} at corner-pharmacy by femi"
)
# Lucia has nobody yet: entries 1 to 6, then the evaluation and the prescription.
ALONE = PRESCRIBED.replace(", held by marco", "").replace(
    "agreed, zone", "agreed, level L2, zone"
)
APPOINTED = f"{ALONE}2026-01-05 10:00  appointed marco as husband by nell, basis household, consent asked, identity passport{{}}\n"


def test_from_appointed_to_accepted(case: Case):
    case(
        "Nobody appointed Marco",
        ALONE + FILL.format("marco"),
        spoken("not-appointed", "appoint"),
    )
    case(
        "Appointed, not yet signed",
        APPOINTED.format("") + FILL.format("marco"),
        spoken("not-accepted", "agree"),
    )
    case(
        "Signed",
        f"{APPOINTED.format('')}2026-01-05 11:00  agreed by marco\n" + FILL.format("marco"),
    )
    case(
        "Oscar, whom nobody here knows",
        PRESCRIBED + FILL.format("oscar"),
        spoken("not-appointed", "appoint", "oscar"),
    )


def test_who_somebody_is_has_been_seen_before_they_are_handed_anything(case: Case):
    unseen = APPOINTED.replace(", identity passport", "").format("")
    signed = f"{unseen}2026-01-05 11:00  agreed by marco\n"
    seen = "2026-01-06 10:00  identified marco by nell: passport\n"
    case(
        "Appointed, neither signed nor seen",
        unseen + FILL.format("marco"),
        spoken("not-accepted", "agree"),
        spoken("not-identified", "identify"),
    )
    case(
        "Signed, and never seen",
        signed + FILL.format("marco"),
        spoken("not-identified", "identify"),
    )
    case("Seen this morning", signed + seen + FILL.format("marco"))
    case(
        "Seen once, appointed again: the face is the same",
        f"{signed}{seen}2026-01-06 10:10  appointed marco as husband by lucia, basis household\n"
        f"2026-01-06 10:20  agreed by marco\n{FILL.format('marco')}",
    )
    told = "2026-01-06 11:00  filled 4 doses for marco at corner-pharmacy by femi\n"
    case(
        "What he was sent all the same he does not take over",
        f"{signed}{told}ask 2026-01-06 18:00  accept by marco",
        spoken("not-identified", "identify"),
    )
    accepted = f"{signed}{told}2026-01-06 18:00  accepted by marco\n"
    case(
        "What he holds he gives: the dose is not what was skipped",
        f"{accepted}ask 2026-01-07 20:00  take 1 dose, given by marco, bp 120/80, pulse 70",
    )


def test_the_last_day_of_the_appointment(case: Case):
    timed = f"{APPOINTED.format(', until 2026-01-06')}2026-01-05 11:00  agreed by marco\n"
    case("On its last day", timed + FILL.format("marco"))
    case(
        "The day after",
        timed + FILL.format("marco").replace("2026-01-06", "2026-01-07"),
        spoken("ended", "appoint"),
    )


def test_revoked_is_over_at_once(case: Case):
    revoked = "2026-01-06 09:00  revoked marco by lucia: moving out\n"
    case("A fill", PRESCRIBED + revoked + FILL.format("marco"), spoken("revoked", "appoint"))
    case(
        "Appointed again, not yet signed again",
        f"{PRESCRIBED}{revoked}2026-01-06 10:00  appointed marco as husband by lucia, basis household\n"
        + FILL.format("marco"),
        spoken("not-accepted", "agree"),
    )


def test_an_offer_to_somebody_who_was_revoked_since(case: Case):
    offered = (
        f"{PRESCRIBED}2026-01-06 11:00  filled 4 doses for marco at corner-pharmacy by femi\n"
    )
    revoked = "2026-01-06 12:00  revoked marco by lucia: moving out\n"
    case("In force", f"{offered}ask 2026-01-06 13:00  accept by marco")
    case(
        "Revoked while it was in transit",
        f"{offered}{revoked}ask 2026-01-06 13:00  accept by marco",
        spoken("revoked", "appoint"),
    )
    case("They may still decline", f"{offered}{revoked}ask 2026-01-06 13:00  decline by marco")


REVOKED = f"{HOME}2026-01-08 09:00  revoked marco by lucia: moving out\n"


def test_who_is_revoked_and_still_holds(case: Case):
    case(
        "Returns",
        f"{REVOKED}ask 2026-01-08 20:00  return 4 doses to police-box by marco, received by nell",
    )
    ana = (
        "2026-01-08 10:00  appointed ana as sister by nell, basis household, consent asked, identity passport\n"
        "2026-01-08 11:00  agreed by ana\n"
    )
    case("Hands over", f"{REVOKED}{ana}ask 2026-01-08 20:00  hand over 4 doses to ana by marco")
    case(
        "And is handed nothing",
        f"{REVOKED}{ana}"
        "2026-01-08 12:00  handed over 4 doses to ana by marco\n"
        "2026-01-08 13:00  accepted by ana\n"
        "ask 2026-01-08 20:00  hand over 4 doses to marco by ana",
        spoken("revoked", "appoint"),
    )


def test_a_dose_at_home_is_given_by_somebody_in_force(case: Case):
    dose = "take 1 dose from marco, given by {}, bp 120/80, pulse 70"
    case("Marco", f"{HOME}ask 2026-01-08 20:00  {dose.format('marco')}")
    case(
        "Marco, revoked this morning: the grade of evidence falls with the role",
        f"{REVOKED}ask 2026-01-08 20:00  {dose.format('marco')}",
        spoken("revoked", "appoint"),
        refuses(
            "observer",
            "grade-too-high",
            "practice",
            evidence="delegate-observed",
            observed_by="marco",
        ),
    )
    case(
        "A friend, written down by Marco",
        f"{HOME}ask 2026-01-08 20:00  {dose.format('bob')}, seen by marco, recorded by marco",
        spoken("not-appointed", "appoint", "bob"),
    )
    case(
        "A nurse who signs for it herself needs no appointment",
        f"{HOME}ask 2026-01-08 20:00  {dose.format('nell')}, seen by nell",
    )
    case(
        "A nurse does not answer for a friend",
        f"{HOME}ask 2026-01-08 20:00  {dose.format('bob')}, seen by nell, recorded by nell",
        spoken("not-appointed", "appoint", "bob"),
    )


def test_the_course_has_to_have_begun_for_it(case: Case):
    case(
        "No prescription, no role, no level: every rule says its own",
        f"{COURSE.replace(', held by marco', '')}2026-01-06 11:00  {LOOKED}\nask 2026-01-06 11:00  fill 1 unit of entry 3 for marco at corner-pharmacy by femi",
        refuses(
            "prescription-live", "not-signed", "article", clears_by="prescribe", prescription=3
        ),
        refuses("evaluation-due", "never", "article", clears_by="evaluate", age_days_max=30),
        refuses(
            "held-by-delegate",
            "clinic-only",
            "judgement",
            clears_by="level",
            recipient="marco",
            level="L0",
            custody="clinic",
        ),
        spoken("not-appointed", "appoint"),
    )
