"""Inviting a trusted person from a terminal, and their phones."""

import json
import re

from django.test import Client
from django.utils import timezone

from dosekeeper.door import trusted
from dosekeeper.store.links import LinkKind, links_of


PIN = "480915"


def invitation(run, *arguments):
    done = run("invite", "lucia", "marco", "--as", "nell", "--json", *arguments)
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


def test_the_link_and_the_code_open_the_phone(run, clinic):
    made = invitation(run)
    assert re.fullmatch(r"http://127\.0\.0\.1:8000/invitation/#\S{43}", made["link"])
    assert re.fullmatch(r"[0-9]{8}", made["code"])
    phone = Client()
    opened = phone.post("/invitation/", {"link": made["link"], "code": made["code"]})
    assert opened["Location"] == "/invitation/pin/"
    phone.post("/invitation/pin/", {"pin": PIN, "again": PIN})
    (kept,) = trusted.phones_of("nell", "lucia", "marco", now=timezone.now())
    listed = run("phone", "list", "lucia", "marco", "--as", "nell")
    assert str(kept.id) in listed.stdout
    for word, told in (("lock", "locked"), ("unlock", "unlocked"), ("end", "opens nothing")):
        done = run("phone", word, "lucia", kept.id, "--as", "nell")
        assert (done.exit_code, told in done.stdout) == (0, True), done.output
    assert trusted.phones_of("nell", "lucia", "marco", now=timezone.now()) == []


def test_for_people_link_and_code_stand_on_lines_of_their_own(run, clinic):
    done = run("invite", "lucia", "marco", "--as", "nell")
    assert done.exit_code == 0, done.output
    assert re.search(r"code +\d{4} \d{4}", done.stdout)
    assert "#" in done.stdout
    done = run("invite", "lucia", "marco", "--as", "lucia")
    assert "code  the clinic tells it" in done.stdout
    assert not re.search(r"\d{4} \d{4}", done.stdout)


def test_who_may_not_invite_makes_none(run, clinic):
    before = len(links_of("marco", "lucia", LinkKind.INVITATION))
    for who, told in (("femi", "may not ask"), ("oscar", "is not there")):
        done = run("invite", "lucia", "marco", "--as", who)
        assert (done.exit_code, told in done.stderr) == (1, True), done.output
    done = run("invite", "lucia", "rosa", "--as", "nell")
    assert (done.exit_code, "not a trusted person of this course" in done.stderr) == (1, True)
    assert len(links_of("marco", "lucia", LinkKind.INVITATION)) == before
    done = run("phone", "lock", "lucia", 4711, "--as", "nell")
    assert done.exit_code == 1
