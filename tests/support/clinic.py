"""The fixed cast in a database, with a course under way: what the doors are tried on.

    def test_it(clinic):
        answer = clinic.post("femi", "courses/lucia/fill", clinic.fill())

Lucia's course is twenty days old: agreed, evaluated, prescribed, four troches filled,
accepted and taken. Two hours ago Femi looked for another source and found none, so that the
next fill is allowed; the one after that is too early. The
inside pharmacy has stock of its own. Oscar works elsewhere and must never see a thing.
"""

import json
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from dosekeeper.core import acts
from dosekeeper.core.acts import Act, Request
from dosekeeper.core.events import course_stream, site_stream
from dosekeeper.core.ledger import Hand
from dosekeeper.core.people import Actor, Role
from dosekeeper.core.plan import Level, Plan
from dosekeeper.core.units import Mass
from tests import cast
from tests.support.engines import Engine, django_uses, on_sqlite
from tests.support.run_folder import run_folder


TROCHE = "ketamine-sublingual-troche-100mg"
PASSWORD = "a long password of {}"
ZONE = "America/New_York"
STAFF = {
    "dr-reyes": [("harbor-clinic", Role.PRESCRIBER)],
    "dr-chen": [("harbor-clinic", Role.PRESCRIBER)],
    "nell": [("harbor-clinic", Role.NURSE), ("main-pharmacy", Role.NURSE)],
    "femi": [("corner-pharmacy", Role.PHARMACIST)],
    "ines": [("main-pharmacy", Role.PHARMACIST)],
    "mona": [("harbor-clinic", Role.MANAGER), ("main-pharmacy", Role.MANAGER)],
    "aude": [("harbor-clinic", Role.AUDITOR), ("main-pharmacy", Role.AUDITOR)],
    "oscar": [("hill-clinic", Role.PRESCRIBER), ("hill-clinic", Role.MANAGER)],
}
CAST = ("lucia", "marco", *STAFF)
PRESCRIPTION = 10


def password_of(person: str) -> str:
    return PASSWORD.format(person)


def beside(person: str) -> dict[str, str]:
    """What a second person types in."""
    return {"username": person, "password": password_of(person)}


@dataclass
class Clinic:
    engine: Engine
    tokens: dict[str, str] = field(default_factory=dict)

    def client(self, person: str | None = None, **options: Any) -> Client:
        """A browser, signed in as a person."""
        from dosekeeper.store.models import Account

        client = Client(**options)
        if person is not None:
            client.force_login(Account.objects.get(person_id=person))
        return client

    def post(self, person: str | None, path: str, body: Any, **more: Any) -> Any:
        """Send an act with the person's token and a new key, unless told otherwise."""
        headers: dict[str, str | None] = {
            "Idempotency-Key": secrets.token_hex(8),
            **self.token(person),
        }
        headers |= more.pop("headers", {})
        return Client().post(
            f"/api/v1/{path}",
            body if isinstance(body, bytes | str) else json.dumps(body),
            content_type=more.pop("content_type", "application/json"),
            headers={name: value for name, value in headers.items() if value is not None},
            **more,
        )

    def get(self, person: str | None, path: str) -> Any:
        return Client().get(f"/api/v1/{path}", headers=self.token(person))

    def token(self, person: str | None) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.tokens[person]}"} if person else {}

    def fill(self, units: int = 4, **more: Any) -> dict[str, Any]:
        return {
            "prescription": PRESCRIPTION,
            "site": "corner-pharmacy",
            "recipient": "marco",
            "units": units,
            **more,
        }

    def facts(self) -> int:
        """How many facts are written, over all streams."""
        from dosekeeper.store.models import JournalRow

        return JournalRow.objects.count()


@pytest.fixture(scope="session")
def opened_clinic(django_db_blocker) -> tuple[Path, dict[str, str]]:
    """A database file with the clinic in it, made once a worker."""
    kept = run_folder() / f"clinic-{secrets.token_hex(6)}.sqlite3"
    with django_db_blocker.unblock(), on_sqlite() as engine, django_uses(engine):
        tokens = open_clinic()
        shutil.copyfile(engine.home / "dosekeeper.sqlite3", kept)
    return kept, tokens


@pytest.fixture
def clinic(opened_clinic, django_db_blocker) -> Iterator[Clinic]:
    """The clinic in a database of one's own, on SQLite."""
    from django.core.cache import cache

    file, tokens = opened_clinic
    home = run_folder() / f"clinic-{secrets.token_hex(6)}"
    home.mkdir()
    shutil.copyfile(file, home / "dosekeeper.sqlite3")
    engine = Engine("sqlite", f"sqlite:///{home / 'dosekeeper.sqlite3'}", home)
    with django_db_blocker.unblock(), django_uses(engine), charts_forgotten():
        yield Clinic(engine, tokens)
        cache.close()
    shutil.rmtree(home, ignore_errors=True)


@pytest.fixture
def any_clinic(engine) -> Iterator[Clinic]:
    """The clinic on SQLite, and once more on PostgreSQL."""
    with charts_forgotten():
        yield Clinic(engine, open_clinic())


@contextmanager
def charts_forgotten() -> Iterator[None]:
    """Charts are kept for the process, and a test's process has many databases."""
    from dosekeeper.store.journal import CHARTS

    CHARTS.forget()
    yield
    CHARTS.forget()


def open_clinic() -> dict[str, str]:
    """Fill an empty database; return everybody's token."""
    from dosekeeper.store import directory
    from dosekeeper.store.tokens import create_token

    for site, kind, inside, of in (
        ("harbor-clinic", "clinic", False, ""),
        ("hill-clinic", "clinic", False, ""),
        ("main-pharmacy", "pharmacy", True, "harbor-clinic"),
        ("corner-pharmacy", "pharmacy", False, ""),
    ):
        directory.add_site(
            site,
            site.replace("-", " ").title(),
            kind=kind,
            zone=ZONE,
            policy="article",
            inside=inside,
            clinic=of,
        )
    tokens = {}
    for person in CAST:
        directory.add_person(person, person.replace("-", " ").title())
        directory.set_password(person, password_of(person))
        tokens[person] = create_token(person, "test")
        for site, role in STAFF.get(person, ()):
            directory.add_duty(person, site, role)
    directory.add_person("rosa", "Rosa Weiss")  # nobody's patient yet, and no account
    tell_story(datetime.now(UTC).replace(microsecond=0))
    directory.let_fill("lucia", "corner-pharmacy")
    return tokens


LUCIA = Actor("lucia", Role.PATIENT)
MARCO = Actor("marco", Role.DELEGATE)
REYES = Actor("dr-reyes", Role.PRESCRIBER)
NELL = Actor("nell", Role.NURSE)
FEMI = Actor("femi", Role.PHARMACIST)
INES = Actor("ines", Role.PHARMACIST)
MONA = Actor("mona", Role.MANAGER)
PLAN = Plan(product=TROCHE, dose=Mass(100_000), doses_per_week=2, spacing_hours=48)
BOX = Hand("delegate:marco")
DICE = "known dice"
"""They draw the first call-back thirty days after the first fill: ten days ahead."""


def beginning(begun: datetime) -> list[tuple[Actor, Act]]:
    """Everything from the opening to the first fill and its acceptance."""
    return [
        (
            REYES,
            acts.OpenCourse(
                patient="lucia", clinic="harbor-clinic", zone=ZONE, policy="article"
            ),
        ),
        (
            REYES,
            acts.SetPlan(
                plan=PLAN,
                end_point="PHQ-9 below 5 for two months",
                ends_on=(begun + timedelta(days=180)).date(),
            ),
        ),
        (LUCIA, acts.Agree()),
        (REYES, acts.Agree()),
        (REYES, cast.TRUSTED),
        (MARCO, cast.SIGNED),
        (NELL, acts.Weigh(weight_g=70_000)),
        (NELL, cast.LOOK),
        (REYES, cast.evaluation(18)),
        (REYES, acts.Prescribe(plan=PLAN, doses=8, days=28, doses_per_fill=4)),
        (REYES, acts.SetLevel(level=Level.L2, reason="stable")),
        (
            FEMI,
            acts.Fill(
                prescription=PRESCRIPTION,
                site="corner-pharmacy",
                recipient="marco",
                units=4,
                lot="c7",
                record="rx 4711",
            ),
        ),
        (MARCO, acts.Accept(offer=12)),
    ]


def tell_story(now: datetime) -> None:
    """Write the twenty days, each act judged at its own time."""
    begun = now - timedelta(days=20)
    for minute, (by, act) in enumerate(beginning(begun)):
        write("lucia", by, act, begun + timedelta(minutes=minute))
    for day in (1, 4, 8, 11):
        write("lucia", MARCO, dose(), begun + timedelta(days=day))
    write("lucia", FEMI, cast.LOOK, now - timedelta(hours=2))
    stock = now - timedelta(days=30)
    site = site_stream("main-pharmacy")
    write(site, MONA, acts.OpenSite(zone=ZONE, policy="article"), stock)
    delivery = acts.Receive(product=TROCHE, lot="m1", units=100, supplier="Troche Works")
    write(site, INES, delivery, stock + timedelta(hours=1))


def dose() -> acts.TakeDose:
    return acts.TakeDose(
        what=acts.Holding(hand=BOX, product=TROCHE, units=1),
        given_by="marco",
        observed_by="marco",
        evidence=acts.Evidence.DELEGATE_OBSERVED,
        systolic=120,
        diastolic=75,
        pulse=70,
    )


def write(stream: str, by: Actor, act: Act, at: datetime, second: Actor | None = None) -> int:
    """Have the desk write an act, at its own time; return its position."""
    from dosekeeper.door import desk

    stream = stream if ":" in stream else course_stream(stream)
    loaded = replace(desk(), seed=lambda: DICE)
    outcome = loaded.decide(stream, Request(act=act, by=by, at=at, second=second), now=at)
    assert outcome.verdict.allowed, outcome.verdict.reasons
    assert outcome.entry is not None
    return outcome.entry.position
