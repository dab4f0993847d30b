"""The first page of each role: what needs them, worst first, with the act that settles it."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from html import unescape

import pytest

from dosekeeper.core import acts
from dosekeeper.core.events import site_stream
from dosekeeper.core.fold.following import LATE_HOURS
from dosekeeper.core.people import Actor, Role
from dosekeeper.core.today import Need, limits_of
from dosekeeper.core.units import utc, zone_named
from dosekeeper.door import desk
from dosekeeper.store import courses, verify
from dosekeeper.web.today.rows import Look
from dosekeeper.web.today.rows import words as words_of
from tests import cast
from tests.support.clinic import (
    BOX,
    FEMI,
    INES,
    LUCIA,
    MARCO,
    MONA,
    NELL,
    PRESCRIPTION,
    REYES,
    TROCHE,
    ZONE,
    dose,
    write,
)


def words(clinic, person: str, path: str = "/") -> str:
    html = clinic.client(person).get(path).content.decode()
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def links(clinic, person: str, path: str = "/") -> set[str]:
    return set(re.findall(r'href="([^"#]+)"', clinic.client(person).get(path).content.decode()))


def now() -> datetime:
    return datetime.now(UTC)


def days_ago(days: int) -> datetime:
    """The same hour of the clinic's wall so many days before the day that is still open."""
    there = now().astimezone(zone_named(ZONE)) - timedelta(days=days)
    return utc(there) - timedelta(hours=LATE_HOURS)


def lose(clinic, units: int = 1) -> None:
    filled(clinic)
    what = acts.Holding(hand=BOX, product=TROCHE, units=units)
    write("lucia", MARCO, acts.Lose(what=what, reason="gone"), now())


def filled(clinic) -> None:
    fill = acts.Fill(
        prescription=PRESCRIPTION, site="corner-pharmacy", recipient="marco", units=4
    )
    write("lucia", MARCO, acts.Accept(offer=write("lucia", FEMI, fill, now())), now())


def test_a_course_at_home_that_nobody_asks_daily_is_on_the_list(clinic):
    for person in ("dr-reyes", "nell"):
        assert "Not followed Lucia level 2" in words(clinic, person)
        assert "/courses/lucia/follow/" in links(clinic, person)
    write("lucia", NELL, acts.Follow(), now())
    assert "Not followed" not in words(clinic, "dr-reyes")


def test_days_without_an_answer_are_on_the_list_until_one_comes(clinic):
    write("lucia", NELL, acts.Follow(), days_ago(3))
    assert "No word late Lucia level 2 No word from the patient for 2 days" in words(
        clinic, "dr-reyes"
    )
    for person in ("nell", "mona"):
        assert "No answer late Lucia level 2 2 days in a row" in words(clinic, person)
    write("lucia", LUCIA, acts.CheckIn(mood=4), now())
    assert "No answer" not in words(clinic, "nell")


def test_who_says_that_something_is_wrong_is_called(clinic):
    despair = acts.Report(concern=acts.Concern.DESPAIR, private=True)
    task = write("lucia", LUCIA, despair, now())
    for person in ("nell", "dr-reyes"):
        said = words(clinic, person)
        wrong = "Lucia (patient) says that something is wrong: despair. Nobody has called yet."
        assert f"Asks for help Lucia level 2 {wrong} said today " in said
    write("lucia", LUCIA, acts.CheckIn(mood=1, safe=False), now())
    assert f"/courses/lucia/contact/?task={task}" in links(clinic, "nell")


def test_a_call_for_help_says_whose_it_is(clinic):
    filled(clinic)
    write("lucia", MARCO, acts.Report(concern=acts.Concern.BOX, text="one is gone"), now())
    wrong = "Marco (trusted person) says that something is wrong: something about the box."
    for person, path in (("nell", "/"), ("dr-reyes", "/"), ("mona", "/round/")):
        assert f"Asks for help Lucia level 2 · 4 out {wrong}" in words(clinic, person, path)
    assert "Asks for help" in words(clinic, "aude", "/courses/")


def test_when_nothing_needs_anybody_it_says_so(clinic):
    write("lucia", NELL, acts.Follow(), now())
    assert "Nothing needs you now 1 open course in order" in words(clinic, "dr-reyes")
    assert "No course here yet" not in words(clinic, "oscar")
    assert "No courses at your clinic yet" in words(clinic, "oscar")


def test_the_pharmacist_sees_the_fill_that_may_be_due(clinic):
    said = words(clinic, "femi")
    assert "Next fill Lucia level 2" in said
    assert "4 left on the prescription" in said
    assert "/courses/lucia/fill/" in links(clinic, "femi")


def test_a_fill_that_would_be_refused_says_why_and_has_no_button(clinic):
    write("lucia", MARCO, acts.Revoke(delegate="marco", reason="moves out"), now())
    said = words(clinic, "femi")
    assert "Next fill" not in said
    assert "Fill has to wait Lucia level 2" in said
    assert "/courses/lucia/fill/" not in links(clinic, "femi")


def test_a_course_that_waits_for_the_doctor_is_no_fill(clinic):
    write("lucia", REYES, acts.Evaluate(decision=acts.Decision.PAUSE), now())
    assert "Fill " not in words(clinic, "femi")


def test_a_count_that_differs_is_the_prescribers_first(clinic):
    filled(clinic)
    write("lucia", MARCO, acts.Count(hand=BOX, product=TROCHE, units=3), now())
    said = words(clinic, "dr-reyes")
    assert "Count differs Lucia level 2 · 4 out The last count" in said
    assert "/courses/lucia/count/" in links(clinic, "dr-reyes")
    assert "please count again" in words(clinic, "marco")
    assert "/courses/lucia/count/" not in links(clinic, "aude")


def test_a_refusal_puts_a_call_on_the_list_and_says_of_what(clinic):
    clinic.post("femi", "courses/lucia/fill", clinic.fill(units=4))
    clinic.post("femi", "courses/lucia/fill", clinic.fill(units=4))
    said = words(clinic, "nell")
    assert "Call owed Lucia" in said
    assert "A fill was refused. The prescription does not have that many left: " in said
    assert re.search(
        r"Nobody has reached them yet\. refused today \S+ · a call is due by", said
    )
    assert any(
        href.startswith("/courses/lucia/contact/?task=") for href in links(clinic, "nell")
    )
    assert "Refusals, last 30 days 1" in words(clinic, "mona")
    assert "by Femi" in words(clinic, "aude")


def test_a_loss_waits_for_the_doctor_and_an_evaluation_settles_it(clinic):
    lose(clinic)
    assert "Loss to review Lucia" in words(clinic, "dr-reyes")
    assert "/courses/lucia/evaluate/" in links(clinic, "dr-reyes")
    write("lucia", REYES, cast.evaluation(), now())
    assert "Loss to review" not in words(clinic, "dr-reyes")


def test_another_source_is_shown_until_a_new_look_is_clear(clinic):
    look = acts.CheckSource(result=acts.SourceCheck.OTHER, method="register")
    write("lucia", NELL, look, now())
    assert "Other source Lucia" in words(clinic, "mona")
    clear = acts.CheckSource(result=acts.SourceCheck.CLEAR, method="register")
    write("lucia", NELL, clear, now())
    assert "Other source" not in words(clinic, "mona")


def test_an_override_is_on_the_managers_and_the_auditors_page(clinic):
    lifted = acts.Waive(
        rule="early-fill",
        of_verb="fill",
        reason=acts.WaiveReason.TRAVEL,
        note="ticket seen",
        expires_at=now() + timedelta(hours=3),
    )
    write("lucia", REYES, lifted, now())
    for person in ("mona", "aude"):
        assert "Overrides, last 30 days 1" in words(clinic, person)
    assert "Overrides" not in words(clinic, "dr-reyes")


def test_stock_that_differs_is_its_pharmacists(clinic):
    stream = site_stream("main-pharmacy")
    count = acts.Count(hand="stock:main-pharmacy", product=TROCHE, units=99, lot="m1")  # type: ignore[arg-type]
    write(stream, INES, count, now())
    assert "Stock differs Main Pharmacy lot m1 Counted 99; 1 short" in words(clinic, "ines")
    assert "/sites/main-pharmacy/count/" in links(clinic, "ines")
    assert "Stock differs" not in words(clinic, "femi")


def test_the_trusted_person_sees_the_box_and_what_waits(clinic):
    fill = acts.Fill(
        prescription=PRESCRIPTION, site="corner-pharmacy", recipient="marco", units=4
    )
    write("lucia", FEMI, fill, now())
    said = words(clinic, "marco")
    assert "In your box now nothing" in said
    assert "4 troches for you" in said
    assert any("/courses/lucia/accept/" in link for link in links(clinic, "marco"))


def test_the_patient_sees_four_numbers_and_help(clinic):
    said = words(clinic, "lucia")
    for part in (
        "Supply lasts",
        "Next fill possible now",
        "Next evaluation by",
        "Your level 2",
    ):
        assert part in said
    assert "Where to get help now" in said


def test_the_auditor_sees_how_far_the_journal_reaches_and_the_head_that_verify_prints(clinic):
    said = words(clinic, "aude")
    assert "Facts 18 of 1 course " in said
    assert f"Head of the whole record, now {verify.verify().head} " in said


@pytest.mark.parametrize("text", ["lucia", "Luc", "LUCIA"])
def test_courses_are_found_by_name_and_by_id(clinic, text):
    assert "Lucia lucia" in words(clinic, "dr-reyes", f"/courses/?q={text}")


def test_filters_narrow_and_nonsense_is_ignored(clinic):
    assert "No course fits" in words(clinic, "dr-reyes", "/courses/?q=nobody")
    assert "No course fits" in words(clinic, "dr-reyes", "/courses/?level=L0")
    assert "Lucia lucia" in words(clinic, "dr-reyes", "/courses/?level=L2")
    assert "Lucia lucia" in words(clinic, "dr-reyes", "/courses/?level=%00%27;--")
    assert "No course yet" in words(clinic, "oscar", "/courses/")


# --- what is late, and what others have not done yet ----------------------------------------


def test_a_count_that_is_late_is_the_nurses_when_her_grace_is_over(clinic, monkeypatch):
    filled(clinic)
    later = now() + timedelta(days=3)
    assert "Not done yet" not in words(clinic, "nell")
    monkeypatch.setattr("dosekeeper.web.asking.now", lambda: later)
    said = words(clinic, "nell")
    row = "Not done overdue Lucia level 2 · 4 out Marco has not counted the box"
    assert f"Not done yet 1 {row}" in said
    took = [href for href in links(clinic, "nell") if "acknowledge" in href]
    assert took == ["/courses/lucia/acknowledge/?expectation=count-after-fill%3A20"]
    assert "Not done yet" not in words(clinic, "femi")


def test_the_tabs_count_what_is_late_and_what_is_overdue(clinic):
    assert "How late" not in clinic.client("nell").get("/").content.decode()
    write("lucia", NELL, acts.Follow(), days_ago(3))
    assert "All 1 Late 1 Overdue Needs you 1 No answer" in words(clinic, "nell")
    assert "No answer late Lucia" in words(clinic, "nell", "/?only=late")
    assert "Nothing here is late" in words(clinic, "nell", "/?only=overdue")
    assert "All 1 Late 1" in words(clinic, "mona", "/?only=nonsense")


def test_a_fill_that_was_declined_waits_for_the_pharmacy_until_it_is_back(clinic):
    fill = acts.Fill(
        prescription=PRESCRIPTION, site="corner-pharmacy", recipient="marco", units=4
    )
    offer = write("lucia", FEMI, fill, now() - timedelta(hours=3))
    assert "On its way" in words(clinic, "femi")
    declined = acts.Decline(offer=offer, reason="not at home")
    write("lucia", MARCO, declined, now() - timedelta(hours=2))
    said = words(clinic, "femi")
    assert "Not done Lucia level 2 · 4 out A fill was declined; 4 troches have to" in said
    assert "On its way" not in said
    write("lucia", FEMI, acts.Expire(offer=offer), now())
    assert "A fill was declined" not in words(clinic, "femi")


def test_the_manager_sees_a_round_that_nobody_signed(clinic, monkeypatch):
    opened = acts.OpenSite(zone="America/New_York", policy="article")
    write(site_stream("harbor-clinic"), MONA, opened, now())
    there = now().astimezone(zone_named("America/New_York"))
    monday = there + timedelta(days=7 - there.weekday())
    for hour, expected in ((18, False), (22, True)):
        at = utc(monday.replace(hour=hour))
        monkeypatch.setattr("dosekeeper.web.asking.now", lambda at=at: at)
        assert ("Not signed late The round of Dr Reyes" in words(clinic, "mona")) is expected
        assert "Not signed" not in words(clinic, "nell")


# --- a doctor's day begins with the round ----------------------------------------------------


def listed(clinic, person: str, path: str) -> list[str]:
    """The rows of the first list of a page, as they are read."""
    html = clinic.client(person).get(path).content.decode()
    rows = re.findall(r'<li class="look.*?</li>', html.partition("</ol>")[0], re.DOTALL)
    return [" ".join(unescape(re.sub(r"<[^>]+>", " ", row)).split()) for row in rows]


def test_a_doctor_reads_the_same_rows_on_both_pages(clinic):
    filled(clinic)
    write("lucia", MARCO, acts.Count(hand=BOX, product=TROCHE, units=3), now())
    write("lucia", LUCIA, acts.CheckIn(craving=8, safe=False), now())
    rows = listed(clinic, "dr-reyes", "/")
    assert len(rows) == 1
    assert rows == listed(clinic, "dr-reyes", "/round/")
    assert "The round has everybody on your list" in words(clinic, "dr-reyes")
    assert "The round has" not in words(clinic, "nell")


def test_a_call_owed_to_a_colleagues_patient_waits_for_no_one_doctor(clinic):
    filled(clinic)
    write("lucia", MARCO, acts.Count(hand=BOX, product=TROCHE, units=3), now())
    assert "Count differs" not in words(clinic, "dr-chen")
    task = write("lucia", LUCIA, acts.CheckIn(safe=False), now())
    said = words(clinic, "dr-chen")
    assert "Calls your colleagues' patients are owed 1 Asks for help Lucia" in said
    assert "Count differs" not in said
    write("lucia", NELL, acts.Acknowledge(expectation=f"word-owed:{task}"), now())
    assert "Asks for help" not in words(clinic, "dr-chen")
    assert "Asks for help" in words(clinic, "dr-reyes")


def test_what_is_not_above_needs_nothing_of_whoever_reads(clinic):
    filled(clinic)
    write("lucia", MARCO, acts.Count(hand=BOX, product=TROCHE, units=3), now())
    for person in ("mona", "aude", "nell"):
        assert "what is not above needs nothing of you today" in words(clinic, person)


def test_who_asks_for_help_stands_before_an_older_refusal(clinic, monkeypatch):
    clinic.post("femi", "courses/lucia/fill", clinic.fill(units=4))
    clinic.post("femi", "courses/lucia/fill", clinic.fill(units=4))
    opened = acts.OpenCourse(
        patient="rosa", clinic="harbor-clinic", zone="America/New_York", policy="article"
    )
    write("rosa", REYES, opened, now())
    later = now() + timedelta(days=2)
    despair = acts.Report(concern=acts.Concern.DESPAIR, private=True)
    write("rosa", Actor("rosa", Role.PATIENT), despair, later)
    monkeypatch.setattr("dosekeeper.web.asking.now", lambda: later)
    for person in ("nell", "dr-reyes"):
        help_wanted, refused, *_ = listed(clinic, person, "/")
        assert help_wanted.startswith("Asks for help Rosa Weiss"), person
        assert refused.startswith("Call owed overdue Lucia"), person


def test_the_next_dose_is_planned_and_no_promise_of_the_rules(clinic):
    filled(clinic)
    write("lucia", MARCO, dose(), now())
    assert re.search(
        r"Next dose planned from \w+ \d\d:\d\d the last was", words(clinic, "marco")
    )


@pytest.mark.parametrize(
    ("runs_out_on", "says"),
    [
        (None, "Doses are going to be taken home, and nobody is set to ask"),
        (date(2026, 1, 20), "Doses go home, and nobody asks"),
    ],
)
def test_nobody_is_said_to_take_doses_home_before_the_first_fill(clinic, runs_out_on, says):
    [course] = courses.courses_of("nell")
    policy = desk().policies.named(course.policy)
    look = Look(
        course=replace(course, runs_out_on=runs_out_on),
        need=Need.FOLLOW,
        limits=limits_of(policy, now().date()),
        now=now(),
    )
    assert words_of(look)["why"].startswith(says)
