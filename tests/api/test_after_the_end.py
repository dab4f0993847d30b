"""A course that has ended: what was shared is taken back, and a trusted person is done."""

from datetime import UTC, datetime

import pytest

from dosekeeper.core import acts
from dosekeeper.store import reading
from tests.support.clinic import REYES, write


@pytest.fixture
def closed(clinic):
    now = datetime.now(UTC).replace(microsecond=0)
    write("lucia", REYES, acts.CloseCourse(reason="well"), now)
    return clinic


def test_the_patient_takes_back_what_they_shared_and_whom_they_trusted(closed):
    revoked = closed.post("lucia", "courses/lucia/revoke", {"delegate": "marco"})
    assert revoked.status_code == 200, revoked.content
    assert closed.post("lucia", "courses/lucia/share", {"topics": []}).status_code == 200
    chart = reading.chart("course:lucia")
    assert (chart.shared, chart.trusts["marco"].revoked_at is None) == (frozenset(), False)


def test_their_page_shows_them_how(closed):
    page = closed.client("lucia").get("/courses/lucia/").content.decode()
    for verb in ("report", "share", "revoke"):
        assert f'href="/courses/lucia/{verb}/"' in page, verb
        assert closed.client("lucia").get(f"/courses/lucia/{verb}/").status_code == 200
    assert "Invite" not in closed.client("nell").get("/courses/lucia/").content.decode()


def test_a_trusted_person_who_holds_nothing_is_done(closed):
    for path in ("", "/journal", "/holdings"):
        assert closed.get("marco", f"courses/lucia{path}").status_code == 404
    assert closed.get("marco", "courses").json()["courses"] == []
    for who in ("lucia", "nell", "femi"):
        assert closed.get(who, "courses/lucia").status_code == 200, who
