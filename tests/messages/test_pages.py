"""What people see of messages: where a link leads, whether they go out, how one is reached."""

import re
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest

from dosekeeper.core import acts
from dosekeeper.notify import NotSentError
from dosekeeper.store import contacts, outbox, reading
from dosekeeper.store.models import OutboxRow
from tests.messages.senders import Sender, nothing, reach
from tests.support.clinic import LUCIA, NELL, write


TOLD = ("lucia", "marco", "nell", "dr-reyes", "mona")


@pytest.fixture
def now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)


@pytest.fixture
def sender(clinic, now) -> Sender:
    for person in TOLD:
        reach(person, now)
    sender = Sender(now)
    write("lucia", LUCIA, acts.Report(concern=acts.Concern.UNWELL), now)
    return sender


def words(clinic, person: str, path: str) -> str:
    html = clinic.client(person).get(path).content.decode()
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


# --- links -----------------------------------------------------------------------------------


def link(person: str) -> str:
    return f"/go/{OutboxRow.objects.filter(person=person).latest('pk').reference}/"


def test_a_link_leads_staff_to_the_course_once_they_have_signed_in(clinic, sender):
    sender.run()
    path = link("nell")
    nobody = clinic.client()
    assert f'content="0; url={path}?here=1"' in nobody.get(path).content.decode()
    assert nobody.get(f"{path}?here=1")["Location"] == f"/accounts/login/?next={path}"
    assert clinic.client("nell").get(path)["Location"] == "/courses/lucia/"


def test_on_the_way_from_a_link_nothing_is_said_of_anybody_in_any_language(clinic, sender):
    sender.run()
    for language, says in (("en", "Something waits"), ("es", "Algo le espera")):
        asked = {"Accept-Language": language}
        page = clinic.client().get(link("nell"), headers=asked).content.decode()
        assert f'lang="{language}"' in page
        assert says in page
        assert not [word for word in ("Lucia", "lucia", "Nell", "Harbor") if word in page]


def test_a_link_leads_a_patient_to_their_own_first_page(clinic, sender, now):
    sender.run()
    row = OutboxRow.objects.filter(person="nell").latest("pk")
    row.pk, row.person, row.step, row.message_id = None, "lucia", "another", "another"
    row.reference = "abcdefgh234567"
    row.save()
    assert clinic.client("lucia").get("/go/abcdefgh234567/")["Location"] == "/"


def test_a_link_is_nothing_to_anybody_else(clinic, sender):
    sender.run()
    for person in ("oscar", "dr-reyes", "lucia"):
        foreign = clinic.client(person).get(link("nell"))
        unknown = clinic.client(person).get("/go/nosuchmessage/")
        assert foreign.status_code == unknown.status_code == 404


def test_a_link_whose_reader_has_left_opens_nothing(clinic, sender):
    from dosekeeper.core.people import Role
    from dosekeeper.store import directory

    sender.run()
    directory.end_duty("nell", "harbor-clinic", Role.NURSE)
    assert clinic.client("nell").get(link("nell")).status_code == 404


# --- whether they go out ------------------------------------------------------------------


def test_today_is_red_when_nobody_has_looked_for_a_quarter_of_an_hour(clinic, sender, now):
    for person in ("nell", "dr-reyes", "mona"):
        assert "Messages do not go out" in words(clinic, person, "/")
    outbox.beat(now, now)
    assert "Messages" not in words(clinic, "nell", "/").replace("Messages do", "")
    outbox.beat(now, now - timedelta(minutes=16))
    assert "Messages do not go out" in words(clinic, "nell", "/")
    for person in ("lucia", "marco", "femi"):
        assert "the last time was" not in words(clinic, person, "/").lower()


def test_a_dead_mail_server_is_shown_to_the_staff_and_to_nobody_else(clinic, sender, now):
    sender.refuses = lambda _: NotSentError("the mail server does not answer", down=True)
    sender.run()
    OutboxRow.objects.update(not_before=now - timedelta(minutes=30))
    outbox.beat(now, now)
    assert "Messages wait" in words(clinic, "nell", "/")
    page = words(clinic, "nell", "/messages/")
    assert "the mail server does not answer" in page
    assert "Nell" in page
    assert clinic.client("lucia").get("/messages/").status_code == 404
    assert "Messages wait" not in words(clinic, "oscar", "/")
    assert "does not answer" not in words(clinic, "oscar", "/messages/")
    sender.refuses = nothing
    sender.run(now + timedelta(hours=2))
    assert "Messages wait" not in words(clinic, "nell", "/")


def test_what_was_not_needed_any_more_is_told_to_the_staff_as_no_failure(clinic, sender, now):
    sender.refuses = lambda _: NotSentError("the mail server does not answer", down=True)
    sender.run()
    task = reading.chart("course:lucia").entries[-1].position
    write("lucia", NELL, acts.Contact(task=task, outcome=acts.Outcome.REACHED), now)
    sender.refuses = nothing
    sender.run(now + timedelta(hours=2))
    outbox.beat(now, now)
    page = words(clinic, "nell", "/messages/")
    assert re.search(r"\d messages? of the last seven days not sent", page)
    assert "Messages" not in words(clinic, "nell", "/").replace("Messages do", "")
    assert "seven days" not in words(clinic, "oscar", "/messages/")


def test_who_cannot_be_reached_is_named_to_the_staff(clinic, sender):
    sender.run()
    page = words(clinic, "mona", "/messages/")
    assert "No way to reach" in page
    assert "Dr Chen" in page
    assert "Marco" not in page.replace("Mona", "")


def test_who_cannot_be_reached_is_said_before_that_nothing_waits(clinic, sender, settings):
    settings.MAIL = "smtp://mail.example"
    sender.run()
    page = words(clinic, "mona", "/messages/")
    # Dr Chen at the clinic, and the two who fill for it.
    assert re.search(r"3 people cannot be reached\. .*Nothing waits to be sent", page)
    assert page.count("cannot be reached") == 1
    assert "DOSEKEEPER_MAIL" not in page
    reach("oscar", sender.now)
    alone = clinic.client("oscar").get("/messages/").content.decode()
    assert "empty tone-ok" in alone
    assert "cannot be reached" not in alone


def test_without_a_mail_server_the_manager_is_told_what_to_set_and_the_rest_whom_to_tell(
    clinic, sender, settings
):
    settings.MAIL = ""
    sender.run()
    for person, says, way in (
        (
            "mona",
            "E-mail waits until whoever keeps the server sets DOSEKEEPER_MAIL.",
            "or whoever keeps the server does, with dosekeeper person contact",
        ),
        (
            "nell",
            "E-mail waits. Tell whoever keeps the server.",
            "under their name at the top of the page; or tell whoever keeps the server.",
        ),
        (
            "dr-reyes",
            "E-mail waits. Tell whoever keeps the server.",
            "under their name at the top of the page; or tell whoever keeps the server.",
        ),
    ):
        page = words(clinic, person, "/messages/")
        assert f"No mail server is set up. {says}" in page, person
        assert way in page, person
        assert ("DOSEKEEPER_" in page, "dosekeeper person" in page) == (
            (True, True) if person == "mona" else (False, False)
        )


# --- how one is reached -------------------------------------------------------------------

PATH = "/messages/to-me/"


def test_everybody_says_themselves_how_they_are_reached(clinic):
    for person in ("lucia", "marco", "nell"):
        client = clinic.client(person)
        assert client.get(PATH).status_code == 200
        form = {"language": "es", "email": f"{person}@example.org", "email-on": "on"}
        assert client.post(PATH, form)["Location"] == PATH
        (way,) = contacts.contacts_of(person)
        assert (way.address, way.language, way.on) == (f"{person}@example.org", "es", True)
        assert f'value="{person}@example.org"' in client.get(PATH).content.decode()


def test_it_is_switched_off_and_taken_away(clinic, now):
    reach("nell", now)
    client = clinic.client("nell")
    client.post(PATH, {"language": "en", "email": "nell@example.org"})
    (way,) = contacts.contacts_of("nell")
    assert not way.on
    client.post(PATH, {"language": "en", "email": ""})
    assert contacts.contacts_of("nell") == []


@pytest.mark.parametrize(
    "form",
    [
        {"language": "en", "email": "not an address"},
        {"language": "tlh", "email": "nell@example.org"},
        {"language": "en", "email": "nell@example.org\r\nBcc: all@example.org"},
        {"language": "en", "email": "x" * 600 + "@example.org"},
        {"email": "nell@example.org"},
    ],
)
def test_what_nothing_could_be_sent_to_is_said_at_its_field(clinic, form):
    answer = clinic.client("nell").post(PATH, form)
    assert answer.status_code == 422
    assert "field--error" in answer.content.decode()
    assert contacts.contacts_of("nell") == []


def test_a_page_asks_only_about_channels_the_clinic_has(clinic, settings):
    assert 'name="sms"' not in clinic.client("nell").get(PATH).content.decode()
    settings.SMS = "json://127.0.0.1/{to}"
    assert 'name="sms"' in clinic.client("nell").get(PATH).content.decode()
    form = {"language": "en", "sms": "json://127.0.0.1/inside", "sms-on": "on"}
    assert clinic.client("nell").post(PATH, form).status_code == 422
    form["sms"] = "+1 555 123 4567"
    assert clinic.client("nell").post(PATH, form).status_code == 302
    assert [way.address for way in contacts.contacts_of("nell")] == ["+15551234567"]


def test_an_address_the_machine_was_given_is_neither_shown_nor_lost(clinic, now, settings):
    settings.PUSH = "json://127.0.0.1/{to}"
    secret = contacts.ContactView(
        person="nell", channel="push", address="json://u:secret@x/", language="en"
    )
    contacts.set_contact(secret, now=now)
    client = clinic.client("nell")
    assert "secret" not in client.get(PATH).content.decode()
    client.post(PATH, {"language": "en", "email": "nell@example.org", "push": ""})
    assert "push" in {way.channel for way in contacts.contacts_of("nell")}


def test_where_an_address_stands_no_record_says(clinic, now):
    from dosekeeper.store import reading

    clinic.client("lucia").post(PATH, {"language": "en", "email": "lucia@example.org"})
    facts = repr(reading.chart("course:lucia").entries)
    assert "example.org" not in facts
