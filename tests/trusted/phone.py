"""A trusted person's phone without a browser: what it is sent, and what it sends."""

import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from html import unescape
from typing import Any

import pytest
from django.core import signing
from django.test import Client

from dosekeeper.core import acts
from dosekeeper.door import trusted
from dosekeeper.store import links
from dosekeeper.store.links import LinkKind
from dosekeeper.wording import training
from tests.support.clinic import FEMI, NELL, PRESCRIPTION, REYES, write


PIN = "480915"
GOOD = {"adult": "yes", "in_treatment": "no", "patients": "0", "paid": "no"}


class Clock:
    """The pages' one clock, a little after everything the clinic's story tells."""

    def __init__(self, monkeypatch):
        self.now = datetime.now(UTC).replace(microsecond=0) + timedelta(minutes=5)
        monkeypatch.setattr("dosekeeper.web.asking.now", lambda: self.now)

    def on(self, **more: int) -> datetime:
        self.now += timedelta(**more)
        return self.now


@pytest.fixture
def clock(monkeypatch) -> Clock:
    return Clock(monkeypatch)


@dataclass
class Phone:
    """One browser, its pages, and the invitation it was given."""

    client: Client = field(default_factory=lambda: Client(enforce_csrf_checks=False))
    page: Any = None

    def get(self, path: str, **more: Any) -> Any:
        self.page = self.client.get(path, **more)
        return self.page

    def post(self, path: str, data: dict[str, str] | None = None, **more: Any) -> Any:
        self.page = self.client.post(path, data or {}, **more)
        return self.page

    @property
    def text(self) -> str:
        """What stands on the page, without its marks."""
        plain = re.sub(r"(?s)<(script|style).*?</\1>|<[^>]+>", " ", self.page.content.decode())
        return re.sub(r"\s+", " ", unescape(plain))

    def open(self, made: trusted.Invitation) -> Any:
        return self.post("/invitation/", {"link": made.secret, "code": made.code})

    def walk(self, answers: dict[str, str] = GOOD, until: str = "pin") -> None:
        """Read and answer one screen after the other, up to one of them."""
        for _ in range(40):
            step = self.page["Location"].strip("/").rpartition("/")[2]
            if step == until:
                return
            self.get(f"/invitation/{step}/")
            self.post(f"/invitation/{step}/", {"answer": self.answer(step, answers)})
        raise AssertionError(f"never came to {until!r}")

    def answer(self, step: str, answers: dict[str, str]) -> str:
        if step != "question":
            return answers.get(step, "")
        asked = next((q for q in training.questions() if q.asks in self.text), None)
        return "" if asked is None else "yes" if asked.right else "no"

    def sign(self, pin: str = PIN) -> Any:
        return self.post("/invitation/pin/", {"pin": pin, "again": pin})

    def pin(self, pin: str = PIN, back: str = "/box/") -> Any:
        return self.post("/box/pin/", {"pin": pin, "back": back})


def invited(clock: Clock, delegate: str = "marco", by: str = "nell") -> trusted.Invitation:
    return trusted.invite(by, "lucia", delegate, now=clock.now)


def device_for(person: str, course: str, now: datetime, pin: str = PIN) -> str:
    """Return the secret of a phone that opens a box, without the way there."""
    ends = now + timedelta(days=9)
    secret = links.make_link(LinkKind.INVITATION, person, course, now=now, expires_at=ends)
    invitation = links.open_link(LinkKind.INVITATION, secret, now=now)
    return links.make_device(invitation, now=now, expires_at=ends, pin=pin)


def signed_phone(secrets: str) -> str:
    """Sign a phone's cookie as the pages do."""
    return signing.get_cookie_signer(salt="dosekeeper_phone" * 2).sign(secrets)


def with_box(clock: Clock, delegate: str = "marco") -> Phone:
    """A phone that opens the box of who has signed already."""
    phone = Phone()
    phone.open(invited(clock, delegate))
    phone.sign()
    assert phone.page["Location"] == "/box/", phone.text
    return phone


def appoint(person: str = "rosa", **more: Any) -> None:
    """Name somebody who has not signed yet."""
    parts = {
        "relation": "sister",
        "legal_basis": "household",
        "consent": "asked her alone",
        **more,
    }
    now = datetime.now(UTC).replace(microsecond=0)
    write("lucia", REYES, acts.Appoint(delegate=person, **parts), now)


def fill(units: int = 4) -> int:
    """Hand out units for Marco's box; return the offer's position."""
    return fill_at(datetime.now(UTC).replace(microsecond=0), units)


def fill_at(now: datetime, units: int = 4, recipient: str = "marco") -> int:
    """Do so at a moment of the story."""
    write(
        "lucia", NELL, acts.CheckSource(result=acts.SourceCheck.CLEAR, method="register"), now
    )
    return write(
        "lucia",
        FEMI,
        acts.Fill(
            prescription=PRESCRIPTION, site="corner-pharmacy", recipient=recipient, units=units
        ),
        now,
    )


def born(years: int) -> date:
    today = datetime.now(UTC).date()
    return today.replace(year=today.year - years, day=1)
