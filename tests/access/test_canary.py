"""Words that must not be seen are planted everywhere, and looked for behind every door.

Every page and every answer that the matrix lets somebody read is fetched as that somebody.
A word that is found has a way out, whichever module it went through.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client
from typer.testing import CliRunner

from dosekeeper.cli import app
from dosekeeper.core import acts
from dosekeeper.core.acts import Act, Topic
from dosekeeper.core.people import MAY, Actor, Role
from dosekeeper.core.plain import to_plain
from dosekeeper.core.plan import Level
from dosekeeper.store import reading
from tests import cast
from tests.access.matrix import API, WEB
from tests.access.test_every_url import path_of
from tests.support.clinic import LUCIA, MARCO, NELL, PLAN, REYES, dose, write


TOPICS = {
    "canary-worry": Topic.CHECK_INS,
    "canary-score": Topic.EVALUATIONS,
    "canary-verdict": Topic.EVALUATIONS,
    "canary-goal": Topic.EVALUATIONS,
    "canary-step": Topic.EVALUATIONS,
    "canary-worse": Topic.CONTACTS,
    "canary-called": Topic.CONTACTS,
    "61.234": Topic.BODY,
    "61234": Topic.BODY,
}
"""What may be shared, by its topic; the numbers are a weight."""
NEVER = {
    "canary-fear",
    "canary-answer",
    "canary-took-on",
    "canary-register",
    "canary-doctors",
    "canary-lifted",
    "canary-revoked",
    "canary-consent",
}
"""What no trusted person sees, shared or not."""
DOSE = "courses/lucia/dose?dry_run=true"
NOTICE = "Some entries are not shared with you"


def planted() -> list[tuple[Actor, Act]]:
    """Everything with a word in it; the positions go on where the clinic's story ends."""
    at = 18  # the last entry of the story
    soon = datetime.now(UTC).replace(microsecond=0) + timedelta(hours=20)
    fear = acts.Report(
        concern=acts.Concern.NOT_SAFE_WITH_DELEGATE, text="canary-fear", private=True
    )
    plan = acts.SetPlan(plan=PLAN, end_point="canary-goal", ends_on=soon.date())
    told = cast.evaluation(note="canary-verdict")
    told = replace(told, scores=(*told.scores, acts.Score("canary-score", 9)))
    rosa = acts.Appoint(
        delegate="rosa", relation="sister", legal_basis="household", consent="canary-consent"
    )
    lifted = acts.Waive(
        rule="early-fill",
        of_verb="fill",
        reason=acts.WaiveReason.OTHER,
        note="canary-lifted",
        expires_at=soon,
    )
    looked = acts.CheckSource(
        result=acts.SourceCheck.UNCHECKED, method="canary-register", note="canary-doctors"
    )
    return [
        (LUCIA, fear),
        (NELL, acts.Acknowledge(expectation=f"word-owed:{at + 1}", note="canary-took-on")),
        (NELL, _call(at + 1, "canary-answer")),
        (LUCIA, acts.Report(concern=acts.Concern.UNWELL, text="canary-worse")),
        (NELL, _call(at + 4, "canary-called")),
        (LUCIA, acts.CheckIn(mood=2, worry="canary-worry")),
        (NELL, acts.Weigh(weight_g=61_234)),
        (REYES, told),
        (REYES, plan),
        (REYES, acts.SetLevel(level=Level.L2, reason="canary-step")),
        (REYES, rosa),
        (REYES, acts.Revoke(delegate="rosa", reason="canary-revoked")),
        (REYES, lifted),
        (NELL, looked),
    ]


def _call(task: int, note: str) -> acts.Contact:
    return acts.Contact(task=task, outcome=acts.Outcome.LEFT_WORD, note=note)


@pytest.fixture
def planted_clinic(clinic: Any) -> Any:
    now = datetime.now(UTC).replace(microsecond=0)
    for minute, (by, act) in enumerate(planted()):
        write("lucia", by, act, now - timedelta(minutes=90 - minute))
    return clinic


def share(*topics: Topic) -> None:
    write("lucia", LUCIA, acts.Share(topics=topics), datetime.now(UTC))


@dataclass
class Read:
    """What somebody could read, by where it stood."""

    texts: dict[str, str] = field(default_factory=dict)

    def found(self, words: Any) -> dict[str, list[str]]:
        hits = {w: [at for at, text in self.texts.items() if w in text] for w in words}
        return {word: places for word, places in hits.items() if places}


def read_by(clinic: Any, person: str, run: Any = None) -> Read:
    """Fetch every address there is, as one person; and the command line where it is given."""
    read = Read()
    for place, answer in _fetched(clinic, person):
        if answer.status_code < 400 or answer.status_code == 422:
            read.texts[place] = unescape(b"".join(answer).decode())
    if run is not None:
        token = clinic.tokens[person]
        for words in (
            ("chart", "lucia", "--all"),
            ("chart", "lucia", "--json"),
            ("holdings", "lucia"),
            ("courses",),
            ("courses", "--json"),
        ):
            done = run(*words, "--token", token)
            assert done.exit_code == 0, done.output
            read.texts[" ".join(words)] = done.output
    return read


def _fetched(clinic: Any, person: str) -> Iterator[tuple[str, Any]]:
    client: Client = clinic.client(person)
    for table in (WEB, API):
        for address, row in table.items():
            if "GET" not in row.methods:
                continue
            path = path_of(address, row)
            yield path, client.get(path)
    role = {"lucia": Role.PATIENT, "marco": Role.DELEGATE}.get(person, Role.PRESCRIBER)
    for verb in sorted(verb for verb, roles in MAY.items() if role in roles):
        yield f"form of {verb}", client.get(f"/courses/lucia/{verb}/")
    yield "whole timeline", client.get("/courses/lucia/?all=1")
    yield "whole journal", client.get("/courses/lucia/journal/?all=1")
    yield "dark plot", client.get("/courses/lucia/plot.svg?theme=dark")
    told = to_plain(dose())
    assert isinstance(told, dict)
    del told["verb"]
    headers = clinic.token(person)
    body = json.dumps(told)
    yield DOSE, Client().post(f"/api/v1/{DOSE}", body, "application/json", headers=headers)


@pytest.fixture
def run(monkeypatch: Any) -> Any:
    monkeypatch.setenv("COLUMNS", "200")
    return lambda *words: CliRunner().invoke(app, list(words))


def test_a_trusted_person_sees_no_word_that_was_not_shared(planted_clinic, run):
    read = read_by(planted_clinic, "marco", run)
    assert read.found({*TOPICS, *NEVER, *seeds()}) == {}
    for place in ("/courses/lucia/", "/courses/lucia/journal/", "/", "chart lucia --all"):
        assert NOTICE in read.texts[place], place
    for place in ("/api/v1/courses/lucia", "/api/v1/courses/lucia/journal"):
        assert '"withheld": true' in read.texts[place], place
    assert read.texts[DOSE].count("could not be checked")


@pytest.mark.parametrize("topic", Topic)
def test_a_topic_that_is_shared_is_seen_and_no_other(planted_clinic, run, topic):
    share(topic)
    read = read_by(planted_clinic, "marco", run)
    assert set(read.found({*TOPICS, *NEVER})) == {w for w, t in TOPICS.items() if t is topic}
    assert NOTICE in read.texts["/courses/lucia/"]


def test_what_is_no_longer_shared_is_no_longer_seen(planted_clinic):
    share(*Topic)
    share()
    assert read_by(planted_clinic, "marco").found(TOPICS) == {}


def test_all_that_is_shared_leaves_the_private_unseen(planted_clinic, run):
    share(*Topic)
    read = read_by(planted_clinic, "marco", run)
    assert set(read.found({*TOPICS, *NEVER})) == set(TOPICS)


@pytest.mark.parametrize("person", ["dr-reyes", "nell"])
def test_who_treats_sees_every_word_and_nobody_the_dice(planted_clinic, person):
    read = read_by(planted_clinic, person)
    assert set(read.found({*TOPICS, *NEVER})) == {*TOPICS, *NEVER}
    assert seeds()
    assert read.found(seeds()) == {}


def test_the_patient_sees_every_word_of_their_own_course(planted_clinic, run):
    read = read_by(planted_clinic, "lucia", run)
    assert set(read.found({*TOPICS, *NEVER})) == {*TOPICS, *NEVER}
    assert NOTICE not in read.texts["/courses/lucia/"]


def test_what_a_trusted_person_says_in_private_the_patient_does_not_see(clinic, run):
    said = acts.Report(concern=acts.Concern.OTHER, text="canary-secret", private=True)
    now = datetime.now(UTC).replace(microsecond=0)
    at = write("lucia", MARCO, said, now - timedelta(hours=2))
    write("lucia", NELL, _call(at, "canary-reply"), now - timedelta(hours=1))
    assert read_by(clinic, "lucia", run).found({"canary-secret", "canary-reply"}) == {}
    assert set(read_by(clinic, "marco").found({"canary-secret"})) == {"canary-secret"}
    seen = read_by(clinic, "dr-reyes").found({"canary-secret", "canary-reply"})
    assert set(seen) == {"canary-secret", "canary-reply"}


def test_a_list_of_courses_does_not_betray_that_something_was_said(clinic, run):
    """A private word opens a task: the lists of a trusted person are the same as before."""
    places = ("/courses/", "/api/v1/courses", "courses", "courses --json", "/courses/lucia/")
    before = read_by(clinic, "marco", run).texts
    fear = acts.Report(
        concern=acts.Concern.NOT_SAFE_WITH_DELEGATE, text="canary-fear", private=True
    )
    write("lucia", LUCIA, fear, datetime.now(UTC))
    after = read_by(clinic, "marco", run).texts
    for place in places:
        assert _steady(after[place]) == _steady(before[place]), place
    assert '"open_tasks": 1' in read_by(clinic, "nell").texts["/api/v1/courses"]


def _steady(page: str) -> str:
    """A page without what differs each time: the token of its forms."""
    return re.sub(
        r'(csrfmiddlewaretoken|X-CSRFToken)"?[^>]*?value="\w+"|"X-CSRFToken": "\w+"', "", page
    )


def seeds() -> set[str]:
    return {seed for _, seed in reading.chart("course:lucia").seeds}
