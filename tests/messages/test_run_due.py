"""One run after the other, on both engines: who is told, once, and what happens if not."""

import re
import threading
import time
from datetime import UTC, datetime, timedelta
from datetime import time as wall
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dosekeeper.core import acts
from dosekeeper.core.due import Expectation, Kind, Rung, Step
from dosekeeper.core.order import LATE_MAX
from dosekeeper.core.people import Actor, Role
from dosekeeper.core.policy import PolicyError
from dosekeeper.door import check_in, delivering, looking, running, telling
from dosekeeper.door.telling import names_of, not_before
from dosekeeper.notify import Message, NotSentError
from dosekeeper.store import contacts, directory, links, outbox, reading, watching
from dosekeeper.store.errors import NotYoursError
from dosekeeper.store.models import CourseIndex, OutboxRow, SecretLink, Watch
from tests.messages.senders import Sender, nothing, reach
from tests.support.clinic import LUCIA, NELL, write


CHECK_IN = links.LinkKind.CHECK_IN
STAFF = ["dr-chen", "dr-reyes", "mona", "nell"]
LOST = NotSentError("the mail server does not answer (OSError)", down=True)


def dead(_: object) -> NotSentError:
    return LOST


@pytest.fixture
def now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)


@pytest.fixture
def sender(any_clinic, now) -> Sender:
    """Everybody of the cast has an address, and what was due before has been told."""
    for person in ("lucia", "marco", *STAFF, "femi", "ines", "aude", "oscar"):
        reach(person, now)
    sender = Sender(now)
    sender.run()
    sender.take()
    return sender


def worry(now: datetime) -> int:
    """Lucia says in private that she is not safe with Marco: staff owe her a word."""
    report = acts.Report(concern=acts.Concern.NOT_SAFE_WITH_DELEGATE, private=True)
    return write("lucia", LUCIA, report, now)


def other(now: datetime) -> None:
    """Another course at the same clinic, whose patient says that something is wrong."""
    rosa = Actor("rosa", Role.PATIENT)
    opening = acts.OpenCourse(
        patient="rosa", clinic="harbor-clinic", zone="America/New_York", policy="article"
    )
    write("rosa", NELL, opening, now)
    write("rosa", rosa, acts.Report(concern=acts.Concern.UNWELL), now)


def test_a_call_for_help_reaches_the_clinicians_at_once_then_the_manager(sender, now):
    worry(now)
    sender.run(now + timedelta(seconds=5))
    assert sender.take() == ["dr-chen", "dr-reyes", "nell"]
    sender.run(now + timedelta(hours=3, minutes=59))
    assert sender.take() == []
    sender.run(now + timedelta(hours=4))
    assert sender.take() == STAFF


def test_nobody_is_told_twice_however_often_somebody_looks(sender, now):
    worry(now)
    for _ in range(5):
        sender.run()
    assert sender.take() == ["dr-chen", "dr-reyes", "nell"]


def test_who_was_away_for_a_day_gets_one_message_and_not_six(sender, now):
    worry(now)
    sender.run(now + timedelta(hours=25))
    # By then a call-back may have been drawn as well, for others.
    sent = OutboxRow.objects.filter(kind="word-owed").exclude(sent_at=None)
    assert sorted(sent.values_list("person", flat=True)) == STAFF


def test_what_is_done_is_not_told(sender, now):
    task = worry(now)
    write("lucia", NELL, acts.Contact(task=task, outcome=acts.Outcome.REACHED), now)
    sender.run()
    assert sender.take() == []


def test_who_takes_it_on_buys_silence_for_everybody(sender, now):
    task = worry(now)
    sender.run()
    sender.take()
    write("lucia", NELL, acts.Acknowledge(expectation=f"word-owed:{task}"), now)
    sender.run(now + timedelta(hours=8))
    assert not {"nell", "dr-reyes"} & set(sender.told)


def test_every_message_is_in_the_readers_language_and_leads_back_here(sender, now, settings):
    settings.PUBLIC_URL = "https://harbor.example.org"
    reach("nell", now, language="es")
    worry(now)
    sender.run()
    texts = {message.to: message.text for message in sender.sent}
    assert "Alguien espera" in texts["nell@example.org"]
    assert "Somebody waits" in texts["dr-reyes@example.org"]
    for row in OutboxRow.objects.filter(sent_at__gte=now, kind="word-owed"):
        text = texts[f"{row.person}@example.org"]
        assert f"https://harbor.example.org/go/{row.reference}/" in text
        assert "lucia" not in text.lower()


def test_a_person_is_told_on_every_channel_that_is_on(sender, now):
    reach("nell", now, "sms")
    worry(now)
    sender.run()
    assert sorted(m.channel for m in sender.sent if "nell" in m.to or "+" in m.to) == [
        "email",
        "sms",
    ]
    assert len({m.message_id for m in sender.sent}) == len(sender.sent)


def test_a_channel_added_later_repeats_nothing(sender, now):
    worry(now)
    sender.run()
    sender.take()
    reach("nell", now, "sms")
    write("lucia", NELL, acts.Weigh(weight_g=70_100), now)  # so that it is looked at again
    sender.run()
    assert sender.take() == []


# --- when something fails -------------------------------------------------------------------


def test_a_dead_mail_server_delays_and_loses_nothing(sender, now):
    worry(now)
    reach("nell", now, "sms")
    sender.refuses = lambda message: LOST if message.channel == "email" else None
    ran = sender.run()
    assert (ran.sent, sender.tried) == (0, 1) or ran.sent == 1
    later = now + timedelta(minutes=20)
    told = outbox.status(later, ["harbor-clinic"])
    assert told.waiting == 3
    assert told.stuck(later)
    (first, *_) = outbox.lines(later, ["harbor-clinic"], 9)
    assert first.error == LOST.said
    assert outbox.status(later, ["hill-clinic"]).waiting == 0
    waiting = set(OutboxRow.objects.filter(sent_at=None).values_list("message_id", flat=True))
    sender.refuses = nothing
    sender.sent.clear()
    sender.run(now + timedelta(hours=1))
    assert {m.message_id for m in sender.sent} >= waiting
    assert outbox.status(now + timedelta(hours=1)).waiting == 0


def test_a_dead_server_is_asked_once_a_run_and_less_and_less_often(sender, now):
    worry(now)
    sender.refuses = dead
    asked = []
    for minute in range(120):
        before = sender.tried
        sender.run(now + timedelta(minutes=minute))
        asked.append(sender.tried - before)
    assert max(asked) == 1
    assert sum(asked) < 20


def test_what_is_refused_for_good_is_shown_and_sent_again_to_the_right_address(sender, now):
    worry(now)
    gone = NotSentError("the mail server refuses the address (550)", final=True)
    sender.refuses = lambda message: gone if "nell" in message.to else None
    sender.run()
    assert sender.take() == ["dr-chen", "dr-reyes"]
    (line,) = outbox.lines(now, ["harbor-clinic"], 9)
    assert (line.person, line.given_up, line.error) == ("nell", True, gone.said)
    assert outbox.status(now).failed == 1
    sender.refuses = nothing
    sender.run(now + timedelta(minutes=10))
    assert sender.take() == []  # it is final until somebody corrects the address
    row = OutboxRow.objects.get(person="nell", kind="word-owed")
    reach("nell", now + timedelta(minutes=11))
    sender.run(now + timedelta(minutes=11))
    assert [m.message_id for m in sender.sent] == [row.message_id]
    assert outbox.status(now + timedelta(minutes=12)).failed == 0


def test_what_was_given_up_on_one_channel_is_told_on_another_that_is_added(sender, now):
    worry(now)
    gone = NotSentError("the mail server refuses the address (550)", final=True)
    sender.refuses = lambda message: gone if "nell" in message.to else None
    sender.run()
    assert sender.take() == ["dr-chen", "dr-reyes"]
    write("lucia", NELL, acts.Weigh(weight_g=70_100), now)  # so that it is looked at again
    assert sender.run(now + timedelta(minutes=4)).told == 0
    reach("nell", now + timedelta(minutes=5), "sms")
    assert sender.run(now + timedelta(minutes=6)).told == 1
    assert [(m.channel, m.to) for m in sender.sent] == [("sms", "+15551234567")]
    sender.take()
    write("lucia", NELL, acts.Weigh(weight_g=70_200), now)
    sender.run(now + timedelta(minutes=7))
    assert sender.take() == []


def test_a_channel_switched_off_in_between_is_not_used(sender, now):
    worry(now)
    sender.refuses = dead
    sender.run()
    contacts.remove_contact("nell", "email")
    sender.refuses = nothing
    sender.run(now + timedelta(minutes=30))
    assert "nell" not in sender.told


def test_a_sender_that_dies_loses_nothing_and_its_rows_come_up_again(sender, now):
    worry(now)
    killed = []

    def die(message):
        killed.append(message)
        raise KeyboardInterrupt

    sender.refuses = die
    with pytest.raises(KeyboardInterrupt):
        sender.run()
    sender.refuses = nothing
    sender.run(now + timedelta(minutes=1))
    assert sender.take() == []  # somebody may still be sending them
    sender.run(now + outbox.LEASE + timedelta(seconds=1))
    assert sender.told == ["dr-chen", "dr-reyes", "nell"]
    assert killed[0].message_id in {message.message_id for message in sender.sent}


def test_a_message_has_the_same_names_whenever_it_is_made(settings):
    first = names_of("course:lucia/word-owed:9/0.1", "nell", "email")
    assert first == names_of("course:lucia/word-owed:9/0.1", "nell", "email")
    others = [
        names_of("course:lucia/word-owed:9/0.2", "nell", "email"),
        names_of("course:lucia/word-owed:9/0.1", "noor", "email"),
        names_of("course:lucia/word-owed:9/0.1", "nell", "sms"),
    ]
    assert len({first, *others}) == 4
    settings.SECRET_KEY = "another installation"
    assert names_of("course:lucia/word-owed:9/0.1", "nell", "email") != first
    assert "lucia" not in "".join(first)


def test_one_bad_course_keeps_nobody_else_waiting(sender, now, monkeypatch, caplog):
    worry(now)
    broken = {"course:lucia"}
    monkeypatch.setattr(telling, "LOOKED_AT_ONCE", 1)

    def doctor_of(chart):
        if chart.stream in broken:
            raise PolicyError("clinic.toml:7", "is gone")
        return looking.doctor_of(chart)

    monkeypatch.setattr(telling, "doctor_of", doctor_of)
    other(now)
    sender.run()
    assert sender.take() == ["dr-chen", "dr-reyes", "nell"]  # of the other course
    assert watching.errors() == [("course:lucia", "PolicyError: clinic.toml:7: is gone")]
    assert "could not be worked out for course:lucia" in caplog.text
    caplog.clear()
    sender.run(now + timedelta(minutes=6))
    assert "could not be worked out" not in caplog.text  # once is enough
    broken.clear()
    sender.run(now + timedelta(minutes=12))
    assert sender.take() == ["dr-chen", "dr-reyes", "nell"]
    assert watching.errors() == []


def test_what_moved_on_while_it_was_looked_through_is_not_told(sender, now, monkeypatch):
    task = worry(now)
    untold = watching.untold

    def meanwhile(found):
        found = list(found)
        if reading.chart("course:lucia").entries[-1].verb != "contact":
            done = acts.Contact(task=task, outcome=acts.Outcome.REACHED)
            write("lucia", NELL, done, now)
        return untold(found)

    monkeypatch.setattr(watching, "untold", meanwhile)
    sender.run()
    assert sender.take() == []
    assert not OutboxRow.objects.filter(kind="word-owed").exists()


def test_two_runs_at_the_same_time_send_everything_once(sender, any_clinic, now):
    for minute in range(12):
        worry(now + timedelta(minutes=minute))
    later = now + timedelta(minutes=20)
    start = threading.Barrier(4)
    runners = [Sender(later) for _ in range(4)]

    def slowly(_message: object) -> None:
        time.sleep(0.005)

    def run(runner: Sender) -> None:
        runner.refuses = slowly
        start.wait()
        try:
            runner.run()
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(runner,)) for runner in runners]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    ids = [message.message_id for runner in runners for message in runner.sent]
    rows = OutboxRow.objects.filter(kind="word-owed")
    assert len(ids) == len(set(ids)) == rows.count() == 12 * 3
    assert not rows.filter(sent_at=None).exists()


def test_what_is_worse_overtakes_a_long_queue(sender, now, monkeypatch):
    """A queue that takes longer than a minute does not keep anybody from looking."""
    monkeypatch.setattr(delivering, "SECONDS_MAX", 0.0)
    monkeypatch.setattr(delivering, "TAKEN_AT_ONCE", 1)
    task = worry(now)
    order: list[str] = []

    def meanwhile(message: Message) -> None:
        order.append(message.message_id)
        if len(order) == 1:
            OutboxRow.objects.exclude(message_id=message.message_id).update(rank=5)
            other(now)

    sender.refuses = meanwhile
    sender.run()
    assert task
    kinds = dict(OutboxRow.objects.values_list("message_id", "stream"))
    assert [kinds[name] for name in order] == [
        "course:lucia",
        *["course:rosa"] * 3,
        *["course:lucia"] * 2,
    ]


# --- when it need not be told any more ------------------------------------------------------


def silent(sender: Sender, now: datetime, until: datetime) -> None:
    """The mail server is away from now on, and the run tries once an hour."""
    sender.refuses = dead
    while now < until:
        sender.run(now)
        now += timedelta(hours=1)
    sender.refuses = nothing


def words() -> list[OutboxRow]:
    return list(OutboxRow.objects.filter(kind="word-owed").order_by("person", "step"))


def heard() -> list[str]:
    """Who has been told, and as often as they were, that somebody waits for a word."""
    return [row.person for row in words() if row.sent_at]


def test_what_was_done_before_the_server_came_back_is_not_told(sender, now):
    task = worry(now)
    silent(sender, now, now + timedelta(hours=2))
    write("lucia", NELL, acts.Contact(task=task, outcome=acts.Outcome.REACHED), now)
    ran = sender.run(now + timedelta(hours=3))
    assert heard() == []
    assert (ran.withdrawn, ran.given_up) == (3, 0)
    rows = words()
    assert [row.person for row in rows] == ["dr-chen", "dr-reyes", "nell"]
    assert {row.withdrawn_at for row in rows} == {now + timedelta(hours=3)}
    assert {(row.sent_at, row.failed_at) for row in rows} == {(None, None)}
    told = outbox.status(now + timedelta(hours=4), ["harbor-clinic"])
    assert (told.waiting, told.failed, told.withdrawn) == (0, 0, 3)
    assert outbox.lines(now + timedelta(hours=4), None, 9) == []
    sender.run(now + timedelta(days=2))
    assert heard() == []


def test_who_took_it_on_meanwhile_has_bought_silence(sender, now):
    task = worry(now)
    silent(sender, now, now + timedelta(hours=2))
    write("lucia", NELL, acts.Acknowledge(expectation=f"word-owed:{task}"), now)
    sender.run(now + timedelta(hours=3))
    assert heard() == []
    assert all(row.withdrawn_at for row in words())


def test_after_a_dead_day_each_gets_one_message_about_it(sender, now):
    worry(now)
    back = now + timedelta(hours=26)
    silent(sender, now, back)
    sender.run(back)
    assert heard() == STAFF
    older = [row for row in words() if row.sent_at is None]
    assert len(older) > 10
    assert all(row.withdrawn_at for row in older)


def test_after_four_dead_days_a_patient_is_asked_once_and_by_one_link(sender, now):
    write("lucia", NELL, acts.Follow(daily=True, by_hour=18), now)
    zone = ZoneInfo("America/New_York")
    on = (now + timedelta(days=4)).astimezone(zone).date()
    evening = datetime.combine(on, wall(20, 30), tzinfo=zone).astimezone(UTC)
    silent(sender, now, evening - timedelta(hours=1, minutes=30))
    sender.run(evening)
    mails = [message for message in sender.sent if message.to == "lucia@example.org"]
    links = {address for m in mails for address in re.findall(r"http\S+/today/\S+", m.text)}
    mine = OutboxRow.objects.filter(person="lucia", sent_at=evening)
    asked = [row.kind for row in mine if row.kind in {"check-in", "missed-check-ins"}]
    assert sorted(asked) == ["check-in", "missed-check-ins"]
    assert len(mails) == len(links) == len(asked)


def opens(message: Message) -> str:
    """The secret of the link in a message."""
    return re.search(r"/today/([^/\s]+)/", message.text)[1]  # type: ignore[index]


def test_a_message_that_is_tried_for_hours_has_one_link_and_it_opens(sender, now):
    write("lucia", NELL, acts.Follow(daily=True, by_hour=20), now)
    zone = ZoneInfo("America/New_York")
    on = now.astimezone(zone).date() + timedelta(days=1)
    asked_at = datetime.combine(on, wall(9), tzinfo=zone).astimezone(UTC)
    secrets = set()

    def away(message: Message) -> NotSentError:
        if message.to == "lucia@example.org":
            secrets.add(opens(message))
        return NotSentError("the mail server refuses the message (451)")

    sender.refuses = away
    for minute in range(0, 300, 5):
        sender.run(asked_at + timedelta(minutes=minute))
    assert len(secrets) == SecretLink.objects.filter(kind="check-in").count() == 1
    sender.refuses = nothing
    sender.take()
    back = asked_at + timedelta(hours=6)
    sender.run(back)
    (mail,) = (message for message in sender.sent if message.to == "lucia@example.org")
    assert {opens(mail)} == secrets
    answered = check_in.check_in(opens(mail), {"mood": 5}, check_in.Told(), now=back)
    assert answered.entry.at == back


def test_links_that_opened_nothing_for_long_are_thrown_away_once_a_day(sender, now):
    def link(days: int) -> str:
        made_at, over_at = now - timedelta(days=100), now + timedelta(days=days)
        return links.make_link(CHECK_IN, "lucia", "lucia", now=made_at, expires_at=over_at)

    for days in (-61, -59, 1):
        link(days)
    sender.run(now + timedelta(hours=23))
    assert SecretLink.objects.count() == 3
    sender.run(now + timedelta(hours=24))
    assert SecretLink.objects.count() == 2
    link(-61)
    sender.run(now + timedelta(hours=25))
    assert SecretLink.objects.count() == 3
    assert links.KEPT > LATE_MAX  # answers that waited on a phone still find their link


def test_what_was_withdrawn_is_told_after_all_when_it_is_owed_again(sender, now):
    """It was written down that she was reached, and that was a mistake."""
    task = worry(now)
    silent(sender, now, now + timedelta(hours=2))
    called = acts.Contact(task=task, outcome=acts.Outcome.REACHED)
    called_at = write("lucia", NELL, called, now)
    sender.run(now + timedelta(hours=3))
    assert heard() == []
    sender.take()
    ids = {row.person: row.message_id for row in words()}
    write("lucia", NELL, acts.Correct(entry=called_at, reason="another patient"), now)
    sender.run(now + timedelta(hours=3, minutes=1))
    told = [m for m in sender.sent if m.message_id in ids.values()]
    assert sorted(m.to.partition("@")[0] for m in told) == ["dr-chen", "dr-reyes", "nell"]
    assert {m.to.partition("@")[0]: m.message_id for m in told} == ids
    assert not any(row.withdrawn_at for row in words())
    sender.run(now + timedelta(hours=3, minutes=2))
    assert [m.message_id for m in sender.sent].count(ids["nell"]) == 1


def test_what_may_have_gone_out_goes_out_again_only_under_the_same_id(sender, now):
    task = worry(now)
    killed = []

    def die(message):
        killed.append(message.message_id)
        raise KeyboardInterrupt

    sender.refuses = die
    with pytest.raises(KeyboardInterrupt):
        sender.run()
    sender.refuses = nothing
    called = acts.Contact(task=task, outcome=acts.Outcome.REACHED)
    called_at = write("lucia", NELL, called, now)
    sender.run(now + timedelta(minutes=6))
    assert sender.take() == []
    write("lucia", NELL, acts.Correct(entry=called_at, reason="another patient"), now)
    sender.run(now + timedelta(minutes=7))
    assert killed[0] in {message.message_id for message in sender.sent}
    assert len(words()) == 3


def test_a_sender_that_comes_back_late_has_told_what_was_withdrawn(sender, now):
    worry(now)
    (row, *_) = taken(now)
    outbox.withdraw(row, now)
    outbox.sent(row, now)
    kept = OutboxRow.objects.get(pk=row.id)
    assert (kept.sent_at, kept.withdrawn_at) == (now, None)
    outbox.withdraw(row, now)
    assert OutboxRow.objects.get(pk=row.id).withdrawn_at is None


def taken(now: datetime) -> list[outbox.Waiting]:
    """What a run has found, taken and not sent."""
    telling.find(now)
    return outbox.claim(now, "email", 9)


def test_what_cannot_be_looked_through_is_rather_told(sender, now, monkeypatch):
    worry(now)
    silent(sender, now, now + timedelta(hours=1))

    def broken(chart):
        raise PolicyError("clinic.toml:7", "is gone")

    monkeypatch.setattr(telling, "doctor_of", broken)
    sender.run(now + timedelta(hours=2))
    assert heard() == ["dr-chen", "dr-reyes", "nell"]


def test_who_has_left_is_not_told_and_who_stands_in_is(sender, now):
    worry(now)
    silent(sender, now, now + timedelta(hours=1))
    directory.end_duty("nell", "harbor-clinic", Role.NURSE)
    directory.end_duty("nell", "main-pharmacy", Role.NURSE)
    directory.add_person("noor", "Noor")
    reach("noor", now)
    directory.add_duty("noor", "harbor-clinic", Role.NURSE)
    sender.run(now + timedelta(hours=2))
    assert heard() == ["dr-chen", "dr-reyes", "noor"]
    assert [row.person for row in words() if row.withdrawn_at] == ["nell"]


def test_one_person_in_two_roles_is_told_once(sender, now):
    directory.add_duty("nell", "harbor-clinic", Role.MANAGER)
    worry(now)
    sender.run(now + timedelta(hours=5))
    assert heard() == STAFF


# --- who ------------------------------------------------------------------------------------


def test_nobody_is_told_of_their_own_care_as_one_of_the_staff(any_clinic, now):
    directory.add_duty("lucia", "harbor-clinic", Role.NURSE)
    reach("lucia", now)
    sender = Sender(now)
    worry(now)
    sender.run()
    rows = OutboxRow.objects.filter(person="lucia").values_list("kind", flat=True)
    assert "word-owed" not in rows


def test_the_delegate_hears_nothing_of_what_the_patient_says_of_them(sender, now):
    worry(now)
    sender.run(now + timedelta(hours=9))
    assert not OutboxRow.objects.filter(person="marco", kind="word-owed").exists()


def test_people_elsewhere_hear_nothing(sender, now):
    worry(now)
    sender.run(now + timedelta(days=9))
    assert not OutboxRow.objects.filter(person__in=["oscar", "aude"]).exists()


def test_a_deputy_stands_in_and_without_one_the_others_do(any_clinic):
    here = contacts.on_duty("harbor-clinic")
    assert here.instead_of("dr-reyes", Role.PRESCRIBER) == ("dr-chen",)
    directory.add_person("dr-wu", "Wu")
    directory.add_duty("dr-wu", "harbor-clinic", Role.PRESCRIBER, deputy=True)
    here = contacts.on_duty("harbor-clinic")
    assert here.instead_of("dr-reyes", Role.PRESCRIBER) == ("dr-wu",)
    assert here.instead_of("dr-wu", Role.PRESCRIBER) == ("dr-chen", "dr-reyes")
    directory.add_duty("dr-wu", "harbor-clinic", Role.PRESCRIBER)
    assert not any(duty.deputy for duty in directory.sites_of("dr-wu"))


def despair(now: datetime) -> int:
    """Lucia says that she cannot go on."""
    return write("lucia", LUCIA, acts.Report(concern=acts.Concern.DESPAIR), now)


def test_an_address_that_comes_late_gets_what_is_in_force(any_clinic, now):
    """Nobody on the staff can be reached when she needs them; a minute later two can."""
    sender = Sender(now)
    despair(now)
    sender.run()
    assert sender.take() == []
    assert "nell" in contacts.unreachable(["harbor-clinic"])
    later = now + timedelta(minutes=1)
    for person in ("nell", "dr-reyes"):
        reach(person, later)
    sender.run(now + timedelta(minutes=2))
    assert sender.take() == ["dr-reyes", "nell"]
    sender.run(now + timedelta(minutes=10))
    assert sender.take() == []


def test_a_patients_address_that_comes_late_gets_what_is_in_force(any_clinic, now):
    sender = Sender(now)
    morning = datetime.combine(now.date() + timedelta(days=1), wall(14, 30), tzinfo=UTC)
    write("lucia", NELL, acts.Follow(daily=True, by_hour=20), now)
    sender.run(morning)
    assert sender.take() == []
    reach("lucia", morning)
    sender.run(morning + timedelta(minutes=1))
    assert "lucia" in sender.take()


def test_a_pharmacists_address_wakes_the_courses_that_may_be_filled_there(any_clinic, now):
    """Whoever may fill is told of an offer that nobody takes, of other clinics' courses too."""
    Sender(now).run()
    for person in ("femi", "ines"):
        reach(person, now)
        assert "course:lucia" in watching.stale(now, 100), person
        Sender(now).run()


def test_who_joins_a_clinic_is_told_what_is_in_force(sender, now):
    despair(now)
    sender.run()
    assert sender.take() == ["dr-chen", "dr-reyes", "nell"]
    directory.add_person("noor", "Noor")
    reach("noor", now)
    sender.run(now + timedelta(minutes=1))
    assert sender.take() == []
    directory.add_duty("noor", "harbor-clinic", Role.NURSE)
    sender.run(now + timedelta(minutes=2))
    assert sender.take() == ["noor"]


def test_what_ended_and_still_owes_a_word_is_told_to_who_comes_late(any_clinic, now):
    sender = Sender(now)
    despair(now)
    CourseIndex.objects.filter(course="lucia").update(closed_at=now)
    sender.run()
    reach("nell", now)
    sender.run(now + timedelta(minutes=1))
    assert sender.take() == ["nell"]


def test_an_address_that_comes_during_a_look_is_not_forgotten_by_it(
    any_clinic, now, monkeypatch
):
    sender = Sender(now)
    sender.run()
    despair(now)
    record = watching.record

    def meanwhile(found, messages, at):
        monkeypatch.setattr(watching, "record", record)
        reach("nell", now)
        return record(found, messages, at)

    monkeypatch.setattr(watching, "record", meanwhile)
    sender.run(now + timedelta(minutes=1))
    assert sender.take() == ["nell"]


@pytest.mark.parametrize(
    ("kind", "hour", "waits_until"),
    [
        (Kind.MISSED, 4, 8),
        (Kind.MISSED, 8, 8),
        (Kind.ACCEPT, 20, 20),
        (Kind.ACCEPT, 21, 32),
        (Kind.WORD, 3, 3),
        (Kind.SESSION, 23, 23),
        (Kind.CHECK_IN, 22, 22),
    ],
)
def test_what_can_wait_lets_people_sleep(any_clinic, kind, hour, waits_until):
    chart = reading.chart("course:lucia")
    midnight = datetime(2026, 11, 25, tzinfo=ZoneInfo("America/New_York"))
    at = (midnight + timedelta(hours=hour)).astimezone(UTC)
    expectation = Expectation(
        key="x", kind=kind, of="lucia", since_at=at, due_at=at, late_at=at, overdue_at=at
    )
    rung = Rung(role=Role.PATIENT, after=timedelta(0))
    step = Step(expectation=expectation, rung=rung, place=0, number=1, at=at)
    assert not_before(step, chart, at) == midnight + timedelta(hours=waits_until)


# --- the run itself ---------------------------------------------------------------------------


def test_a_quiet_run_asks_four_questions(sender, now):
    sender.run()
    with CaptureQueriesContext(connection) as asked:
        sender.run()
    assert len(asked) == 4, [query["sql"] for query in asked]


def test_the_watchdog_barks_after_a_quarter_of_an_hour(any_clinic, now):
    assert running.late(now)  # there was none yet
    Sender(now).run()
    assert not running.late(now + timedelta(minutes=15))
    assert running.late(now + timedelta(minutes=15, seconds=1))
    assert running.late(now - timedelta(minutes=15, seconds=1))  # a clock was ahead


def test_a_run_with_the_clock_ahead_silences_nothing_once_it_is_right(sender, now):
    ahead = timedelta(days=400)
    write("lucia", NELL, acts.Follow(), now)
    sender.run(now)
    sender.refuses = dead
    sender.run(now + ahead)
    assert OutboxRow.objects.filter(next_try_at__gt=now + ahead - timedelta(days=2)).exists()
    sender.refuses = nothing
    sender.take()
    assert running.late(now)
    told = []
    for hours in range(0, 73, 4):
        sender.run(now + timedelta(hours=hours))
        assert not running.late(now + timedelta(hours=hours))
        told += sender.take()
    assert told.count("lucia") >= 3
    assert Watch.objects.filter(next_at__gt=sender.now + timedelta(days=2)).count() == 0
    # What was written in that future was not sent out of it.
    assert OutboxRow.objects.filter(made_at__gt=now + timedelta(days=9), sent_at=None).exists()
    assert not OutboxRow.objects.filter(
        step_at__gt=now + timedelta(days=9), sent_at__gte=now
    ).exists()


def test_what_is_done_daily_is_done_the_day_after_a_clock_was_ahead(any_clinic, now):
    assert outbox.is_due_daily("tidy", now + timedelta(days=400))
    assert outbox.is_due_daily("tidy", now)
    assert not outbox.is_due_daily("tidy", now - timedelta(minutes=1))
    assert not outbox.is_due_daily("tidy", now + timedelta(hours=23))
    assert outbox.is_due_daily("tidy", now + timedelta(hours=24))


def test_a_server_tells_within_seconds_of_what_was_written(sender, now, monkeypatch):
    monkeypatch.setattr(running.one_run, "__defaults__", (sender.opened,))
    runner = running.Runner(every_seconds=60)
    runner.start()
    try:
        time.sleep(2)
        sender.take()
        worry(datetime.now(UTC))
        give_up_at = time.monotonic() + 20
        while len(sender.sent) < 3 and time.monotonic() < give_up_at:
            time.sleep(0.05)
    finally:
        runner.stop()
    assert sender.take() == ["dr-chen", "dr-reyes", "nell"]


def test_a_run_that_fails_is_logged_and_the_next_one_goes_on(sender, monkeypatch, caplog):
    def broken(now):
        raise RuntimeError("a mistake of ours")

    monkeypatch.setattr(running, "find", broken)
    assert running.one_run(sender.opened) is None
    assert "a mistake of ours" in caplog.text
    monkeypatch.undo()
    assert running.one_run(sender.opened) is not None


def test_a_link_opens_for_whom_it_was_sent_to_and_for_nobody_else(sender, now):
    worry(now)
    sender.run()
    row = OutboxRow.objects.get(person="nell", kind="word-owed")
    assert outbox.about(row.reference, "nell").stream == "course:lucia"
    for reference, person in ((row.reference, "dr-reyes"), ("nothing", "nell")):
        with pytest.raises(NotYoursError):
            outbox.about(reference, person)
