"""The round: who needs a look and why, whose they are, what settles it, who has signed."""

from datetime import timedelta

from dosekeeper.core import acts
from dosekeeper.core.events import site_stream
from dosekeeper.core.people import Actor, Role
from dosekeeper.core.units import day_of, utc, zone_named
from dosekeeper.door import looking
from tests.support.clinic import BOX, LUCIA, MARCO, MONA, NELL, REYES, TROCHE, write
from tests.web.test_today import filled, links, now, words


def test_a_course_without_a_reason_is_folded_away(clinic):
    said = words(clinic, "dr-reyes", "/round/")
    assert "Nobody needs a look now" in said
    assert "1 with nothing to look at" in said
    assert "In order Lucia level 2" in said


def test_the_worst_reason_stands_first_with_its_numbers_and_the_others_below(clinic):
    filled(clinic)
    write("lucia", MARCO, acts.Count(hand=BOX, product=TROCHE, units=3), now())
    write("lucia", LUCIA, acts.CheckIn(craving=8, safe=False), now())
    said = words(clinic, "dr-reyes", "/round/")
    assert "Needs a look 1 Asks for help Lucia level 2 · 4 out Does not feel safe." in said
    assert "The last count does not agree with the books: 1 troche missing" in said
    assert "Craving 8 of 10 on" in said
    assert "/courses/lucia/contact/" in links(clinic, "dr-reyes", "/round/")


def test_a_doctor_sees_their_own_and_can_see_everybodys(clinic):
    filled(clinic)
    write("lucia", MARCO, acts.Count(hand=BOX, product=TROCHE, units=3), now())
    assert "Count differs Lucia" in words(clinic, "dr-reyes", "/round/")
    chen = words(clinic, "dr-chen", "/round/")
    assert "Count differs" not in chen
    assert "Everybody's (1 more)" in chen
    assert "Count differs Lucia" in words(clinic, "dr-chen", "/round/?all")
    assert "Count differs Lucia" in words(clinic, "mona", "/round/")
    assert "Lucia" not in words(clinic, "oscar", "/round/?all")


def test_what_was_written_since_is_seen_at_once(clinic):
    assert "Nobody needs a look now" in words(clinic, "dr-reyes", "/round/")
    task = write("lucia", LUCIA, acts.CheckIn(safe=False), now())
    assert "Asks for help Lucia" in words(clinic, "dr-reyes", "/round/")
    write("lucia", NELL, acts.Acknowledge(expectation=f"word-owed:{task}"), now())
    assert "Nell has taken it on" in words(clinic, "dr-reyes", "/round/")
    reached = acts.Contact(task=task, outcome=acts.Outcome.REACHED)
    write("lucia", NELL, reached, now())
    assert "Nobody needs a look now" in words(clinic, "dr-reyes", "/round/")
    assert "1 made, 0 came back within 15 days. Not yet back: Lucia" in words(
        clinic, "dr-reyes", "/round/"
    )
    write("lucia", LUCIA, acts.CheckIn(mood=4), now())
    assert "1 made, 1 came back within 15 days." in words(clinic, "dr-reyes", "/round/")


def test_an_answer_is_kept_until_something_is_written(clinic, monkeypatch):
    words(clinic, "dr-reyes", "/round/")
    monkeypatch.setattr(looking, "_look", None)
    assert "1 with nothing to look at" in words(clinic, "dr-reyes", "/round/")


def test_who_does_no_rounds_finds_none(clinic):
    for person in ("lucia", "marco", "femi", "nell", "aude"):
        assert clinic.client(person).get("/round/").status_code == 404
    assert "/round/" not in links(clinic, "nell")
    assert "/round/" in links(clinic, "dr-reyes")


def test_a_round_is_signed_once_a_day_and_says_by_whom(clinic):
    assert "cannot be signed yet" in words(clinic, "dr-reyes", "/round/")
    opened = acts.OpenSite(zone="America/New_York", policy="article")
    write(site_stream("harbor-clinic"), MONA, opened, now())
    assert "Sign the round" in words(clinic, "dr-reyes", "/round/")
    assert "/sites/harbor-clinic/sign-round/?listed=0&amp;left=0" in links(
        clinic, "dr-reyes", "/round/"
    )
    today = day_of(now(), zone_named("America/New_York"))
    write(site_stream("harbor-clinic"), REYES, acts.SignRound(on=today, listed=0), now())
    mine = words(clinic, "dr-reyes", "/round/")
    assert "Signed" in mine
    assert "Sign the round" not in mine
    assert "Signed today: dr-reyes." in words(clinic, "dr-chen", "/round/").replace(
        "Dr Reyes", "dr-reyes"
    )


def test_a_round_that_somebody_else_made_is_signed_instead_of_the_doctor(clinic, monkeypatch):
    opened = acts.OpenSite(zone="America/New_York", policy="article")
    write(site_stream("harbor-clinic"), MONA, opened, now())
    there = now().astimezone(zone_named("America/New_York"))
    monday = there + timedelta(days=7 - there.weekday())  # nobody signs at weekends
    evening = monday.replace(hour=18)
    monkeypatch.setattr("dosekeeper.web.asking.now", lambda: utc(evening))
    evaluated = acts.Evaluate(scores=(acts.Score("phq-9", 9),))
    write("lucia", Actor("dr-chen", Role.PRESCRIBER), evaluated, utc(evening))
    assert "Late Dr Chen's round." in words(clinic, "dr-reyes", "/round/")
    assert "Nobody has signed today's round yet." in words(clinic, "mona", "/round/")
    form = clinic.client("mona").get("/sites/harbor-clinic/sign-round/?instead_of=dr-chen")
    assert 'value="dr-chen" selected' in form.content.decode()
