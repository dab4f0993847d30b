"""A database that is full, read-only or gone, and a policy that cannot be used.

503, said in one form; nothing is written, and nothing of the machine is in the answer.
"""

import pytest
from django.db import connections

from tests.support.clinic import ZONE


INSIDE = (
    "sqlite",
    "Traceback",
    "SELECT",
    "INSERT",
    "dosekeeper-test",
    "dosekeeper.store",
    "Error",
)


def assert_unavailable(answer) -> None:
    assert answer.status_code == 503
    assert answer["Content-Type"] == "application/problem+json"
    assert int(answer["Retry-After"]) > 0
    assert answer.json()["type"] == "urn:dosekeeper:problem:unavailable"
    assert not [word for word in INSIDE if word in answer.content.decode()]


@pytest.fixture
def read_only(clinic):
    """SQLite's own switch, since a test that runs as root may write to any file."""
    with connections["default"].cursor() as cursor:
        cursor.execute("PRAGMA query_only = ON")
    yield clinic
    with connections["default"].cursor() as cursor:
        cursor.execute("PRAGMA query_only = OFF")


def test_a_read_only_database_is_still_read_and_refuses_writes(read_only):
    assert_unavailable(read_only.post("femi", "courses/lucia/fill", read_only.fill()))
    assert read_only.get("femi", "courses/lucia").status_code == 200
    rehearsed = read_only.post("femi", "courses/lucia/fill?dry_run=true", read_only.fill())
    assert rehearsed.status_code == 200


def test_a_full_disk_writes_nothing(clinic):
    facts = clinic.facts()
    with connections["default"].cursor() as cursor:
        cursor.execute("PRAGMA page_count")
        (pages,) = cursor.fetchone()
        cursor.execute(f"PRAGMA max_page_count = {pages}")
        body = clinic.fill(record="x" * 2_000)
        answers = [clinic.post("femi", "courses/lucia/fill", body) for _ in range(12)]
        cursor.execute("PRAGMA max_page_count = 1073741823")
    assert_unavailable(answers[-1])
    written = sum(answer.status_code in {200, 422} for answer in answers)
    assert clinic.facts() == facts + written
    from dosekeeper.store.verify import verify

    assert not verify().problems
    assert clinic.post("femi", "courses/lucia/fill", body).status_code in {200, 422}


@pytest.fixture
def gone(clinic):
    """A database whose file cannot be opened any more."""
    file = clinic.engine.home / "dosekeeper.sqlite3"
    connections["default"].close()
    file.rename(file.with_suffix(".away"))
    file.mkdir()
    yield clinic
    connections["default"].close()
    file.rmdir()
    file.with_suffix(".away").rename(file)


def test_a_database_that_is_gone_is_said_so_to_a_token(gone):
    assert_unavailable(gone.get("femi", "courses/lucia"))
    assert_unavailable(gone.post("femi", "courses/lucia/fill", gone.fill()))


def test_a_database_that_is_gone_is_said_so_to_a_cookie(clinic):
    browser = clinic.client("nell", raise_request_exception=False)
    file = clinic.engine.home / "dosekeeper.sqlite3"
    connections["default"].close()
    file.rename(file.with_suffix(".away"))
    file.mkdir()
    assert_unavailable(browser.get("/api/v1/courses/lucia"))
    connections["default"].close()
    file.rmdir()
    file.with_suffix(".away").rename(file)
    assert browser.get("/api/v1/courses/lucia").status_code == 200


def test_a_broken_policy_file_is_no_permission(clinic, settings):
    from dosekeeper.door import desk
    from dosekeeper.store.models import Site

    folder = settings.HOME / "policies"
    folder.mkdir(parents=True)
    (folder / "harbor.toml").write_text("extends = 'us'\n[days-supply\n")
    desk.cache_clear()
    Site.objects.filter(pk="harbor-clinic").update(policy="harbor")
    opening = {"patient": "rosa", "clinic": "harbor-clinic", "zone": ZONE, "policy": "harbor"}
    answer = clinic.post("nell", "courses/lucia-2/open", opening)
    assert answer.status_code == 400
    assert answer.json()["field"] == "policy"
    (folder / "harbor.toml").unlink()
    folder.rmdir()
    desk.cache_clear()


def test_a_policy_that_cannot_be_used_any_more_is_no_permission(clinic, monkeypatch):
    from dosekeeper.core.policy import PolicyError
    from dosekeeper.rulebook import Rulebook

    def broken(self, name):
        raise PolicyError("harbor.toml, line 2", "days-supply.days-max is 'many'")

    monkeypatch.setattr(Rulebook, "named", broken)
    answer = clinic.post("femi", "courses/lucia/fill", clinic.fill())
    assert_unavailable(answer)
    assert "harbor" not in answer.content.decode()


def test_a_bug_of_ours_tells_nothing_of_itself(clinic, monkeypatch):
    from dosekeeper.api import acts

    def bug(*_, **__):
        raise RuntimeError("SELECT secret FROM dosekeeper.store")

    monkeypatch.setattr(acts, "submit", bug)
    answer = clinic.post("femi", "courses/lucia/fill", clinic.fill())
    assert answer.status_code == 500
    assert answer.json() == {
        "type": "urn:dosekeeper:problem:failed",
        "title": "This failed, and it is our fault",
        "status": 500,
        "detail": "It is logged. Ask again with the same key.",
    }
