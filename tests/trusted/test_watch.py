"""The two hours after a dose: which look is next, what was seen, what a reload shows."""

import re
from datetime import datetime, timedelta

from dosekeeper.core import acts
from dosekeeper.core.acts import Condition
from dosekeeper.store import reading
from dosekeeper.wording.trusted import trusted_words
from tests.support.clinic import LUCIA, write
from tests.trusted.phone import Phone
from tests.trusted.test_box import VITALS, do, received


EN = trusted_words("en")


def given(clock) -> tuple[Phone, datetime]:
    """A phone in the moment after a dose, and that moment."""
    phone = received(clock)
    assert do(phone, "dose", **VITALS)["Location"] == "/box/watch/"
    return phone, clock.now


def shown(phone: Phone) -> dict[str, int | None]:
    """The moments the page counts with, in ms."""
    page = phone.get("/box/watch/").content.decode()
    return {
        name: int(found) if (found := _data(page, name)) else None
        for name in ("now", "look", "ends")
    }


def _data(page: str, name: str) -> str:
    found = re.search(rf'data-{name}="(\d*)"', page)
    assert found is not None, page
    return found.group(1)


def ms(instant: datetime) -> int:
    return int(instant.timestamp() * 1000)


def look(phone: Phone, condition: str = "well") -> None:
    page = phone.get("/box/watch/").content.decode()
    key = re.search(r'name="key" value="(\w+)"', page)
    assert key is not None
    phone.post("/box/watch/", {"condition": condition, "key": key.group(1)})


def seen() -> list[tuple[datetime, Condition, bool]]:
    chart = reading.chart("course:lucia")
    looks = chart.observed.get(chart.doses[-1].position, ())
    return [(each.at, each.act.condition, each.act.ended) for each in looks]


def test_the_moments_are_the_servers_and_the_same_after_every_reload(clinic, clock):
    phone, dose_at = given(clock)
    quarter = timedelta(minutes=15)
    clock.on(minutes=4)
    expected = {
        "now": ms(clock.now),
        "look": ms(dose_at + quarter),
        "ends": ms(dose_at + 8 * quarter),
    }
    assert shown(phone) == shown(phone) == expected


def test_a_look_is_one_tap_and_the_next_follows_a_quarter_later(clinic, clock):
    phone, dose_at = given(clock)
    quarter = timedelta(minutes=15)
    for number in range(1, 8):
        clock.now = dose_at + number * quarter + timedelta(minutes=1)
        assert shown(phone)["look"] == ms(dose_at + number * quarter)
        assert EN["watch"]["now"] in phone.text
        look(phone, "drowsy" if number < 4 else "well")
        assert shown(phone)["look"] == ms(dose_at + (number + 1) * quarter)
    assert [str(c) for _, c, _ in seen()] == ["drowsy"] * 3 + ["well"] * 4
    assert not any(ended for _, _, ended in seen())


def test_after_the_phone_slept_the_missed_looks_stand_there_and_it_goes_on(clinic, clock):
    phone, dose_at = given(clock)
    clock.now = dose_at + timedelta(minutes=50)
    if 'name="pin"' in phone.get("/box/watch/").content.decode():
        phone.pin(back="/box/watch/")
    assert shown(phone)["look"] == ms(dose_at + timedelta(minutes=45))
    assert phone.text.count(EN["watch"]["missed"]) == 2
    look(phone)
    assert shown(phone)["look"] == ms(dose_at + timedelta(minutes=60))


def test_the_pin_is_not_asked_for_between_two_looks(clinic, clock):
    phone, _ = given(clock)
    for _ in range(4):
        clock.on(minutes=16)
        look(phone)
        assert phone.page.status_code == 302
    clock.on(minutes=30)
    assert 'name="pin"' in phone.get("/box/watch/").content.decode()


def test_another_phone_of_the_same_person_goes_on_with_it(clinic, clock):
    from tests.trusted.phone import with_box

    phone, dose_at = given(clock)
    clock.now = dose_at + timedelta(minutes=16)
    look(phone)
    before = shown(phone)
    assert shown(with_box(clock)) == before


def test_it_ends_after_two_hours_and_not_before_by_the_large_button(clinic, clock):
    phone, dose_at = given(clock)
    clock.now = dose_at + timedelta(minutes=119)
    phone.get("/box/watch/")
    phone.pin(back="/box/watch/")
    phone.get("/box/watch/")
    assert EN["watch"]["end"] not in phone.text
    clock.on(minutes=1)
    page = phone.get("/box/watch/").content.decode()
    assert EN["watch"]["over"] in phone.text
    assert 'name="ended"' in page
    assert phone.post("/box/watch/", {"ended": "well"})["Location"] == "/box/"
    assert [(str(c), ended) for _, c, ended in seen()] == [("well", True)]
    assert phone.get("/box/watch/")["Location"] == "/box/"
    phone.get("/box/")
    assert "Look after" not in phone.text


def test_who_is_not_well_leads_to_the_numbers_and_a_word_about_it(clinic, clock):
    phone, _ = given(clock)
    clock.on(minutes=15)
    phone.get("/box/observe/?condition=unwell")
    assert phone.text.index("Help now") < phone.text.index("They are")
    do(phone, "observe", condition="unwell", problem="vomits")
    assert str(seen()[-1][1]) == "unwell"


def test_a_role_that_ends_during_the_watch_leaves_nobody_alone(clinic, clock):
    phone, _ = given(clock)
    write("lucia", LUCIA, acts.Revoke(delegate="marco"), clock.on(minutes=10))
    page = phone.get("/box/").content.decode()
    assert page.index("/box/watch/") < page.index("/box/return/")
    clock.on(minutes=5)
    look(phone)
    assert len(seen()) == 1


def test_a_word_that_is_no_condition_is_written_nowhere(clinic, clock):
    phone, _ = given(clock)
    for sent in ({"condition": "great"}, {}, {"ended": "great"}):
        assert phone.post("/box/watch/", sent).status_code == 422
    assert seen() == []


def test_sent_twice_with_one_key_it_is_one_look(clinic, clock):
    phone, _ = given(clock)
    clock.on(minutes=15)
    sent = {"condition": "well", "key": "k" * 32}
    phone.post("/box/watch/", sent)
    phone.post("/box/watch/", sent)
    assert len(seen()) == 1


def test_without_a_dose_there_is_nothing_to_watch(clinic, clock):
    from tests.trusted.phone import with_box

    assert with_box(clock).get("/box/watch/")["Location"] == "/box/"
