"""Every verb through HTTP: done, and refused, on the same course.

`before` are acts that have to come first, `wrong` those that come before the refusal only. A
verb without gates cannot be refused; there the test is that a role which may not ask for it
gets 403 and nothing is written.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from dosekeeper.core import acts
from dosekeeper.core.acts import ACTS, COURSE_VERBS, SITE_VERBS
from dosekeeper.core.gates import GATES
from tests.support.clinic import BOX, FEMI, PRESCRIPTION, TROCHE, ZONE, beside, write


Sent = tuple[str, str, dict[str, Any]]
LUCIA, MAIN = "courses/lucia", "sites/main-pharmacy"
IN_BOX = {"hand": BOX, "product": TROCHE, "units": 1}
ON_SHELF = {"hand": "stock:main-pharmacy", "product": TROCHE, "units": 1}
PLAN = {
    "product": TROCHE,
    "dose": {"micrograms": 100_000},
    "doses_per_week": 2,
    "spacing_hours": 48,
}
SCORES = [
    {"instrument": name, "value": value}
    for name, value in (("phq-9", 9), ("craving", 1), ("urinary", 0))
]
NEXT = 19
"""The position of the next entry of Lucia's journal."""


def fill(units: int = 4, **more: Any) -> Sent:
    body = {"prescription": PRESCRIPTION, "site": "corner-pharmacy", "recipient": "marco"}
    return "femi", f"{LUCIA}/fill", body | {"units": units} | more


def accept(offer: int = NEXT) -> Sent:
    return "marco", f"{LUCIA}/accept", {"offer": offer}


def count(units: int) -> Sent:
    body = {"hand": BOX, "product": TROCHE, "units": units}
    return "marco", f"{LUCIA}/count", body


def dose(**more: Any) -> Sent:
    body = {
        "what": IN_BOX,
        "given_by": "marco",
        "observed_by": "marco",
        "evidence": "delegate-observed",
        "systolic": 120,
        "diastolic": 75,
        "pulse": 70,
    }
    return "marco", f"{LUCIA}/dose", body | more


def prescribe(**more: Any) -> Sent:
    body = {"plan": PLAN, "doses": 8, "days": 28, "doses_per_fill": 4}
    return "dr-reyes", f"{LUCIA}/prescribe", body | more


def waive(**more: Any) -> Sent:
    expires_at = (datetime.now(UTC) + timedelta(hours=1)).isoformat()
    body = {
        "rule": "vitals",
        "of_verb": "dose",
        "reason": "clinical-need",
        "note": "cuff is broken",
        "expires_at": expires_at,
    }
    return "dr-reyes", f"{LUCIA}/waive", body | more


def course(person: str, verb: str, **body: Any) -> Sent:
    return person, f"{LUCIA}/{verb}", body


def site(person: str, verb: str, **body: Any) -> Sent:
    return person, f"{MAIN}/{verb}", body


FILLED = (fill(), accept())
WASTED = {"what": ON_SHELF, "reason": "broken"}
VETTED = {"adult": True, "in_treatment": False, "patients": 0, "paid": False}
TRAINED = {"version": "1", "right": 6, "questions": 6}
APPOINTED = {
    "delegate": "marco",
    "relation": "friend",
    "legal_basis": "c",
    "consent": "asked her alone",
}
DELIVERY = {"product": TROCHE, "lot": "m2", "units": 20, "supplier": "Troche Works"}
OPENING = {"patient": "rosa", "clinic": "harbor-clinic", "zone": ZONE, "policy": "article"}
TODAY = datetime.now(ZoneInfo(ZONE)).date()
ROUND = {"on": TODAY.isoformat(), "listed": 1, "left": 1}
CHECKED = {"result": "clear", "method": "call"}


@dataclass(frozen=True)
class Case:
    done: Sent
    refused: Sent
    rules: tuple[str, ...] = ()
    before: tuple[Sent, ...] = ()
    wrong: tuple[Sent, ...] = ()


CASES = {
    "course open": Case(
        done=("nell", "courses/lucia-2/open", OPENING),
        refused=("nell", "courses/lucia-2/open", OPENING | {"patient": "lucia"}),
        rules=("one-course",),
    ),
    "course plan": Case(
        done=course("dr-reyes", "plan", plan=PLAN),
        refused=course(
            "dr-reyes", "plan", plan=PLAN | {"doses_per_week": 3, "spacing_hours": 24}
        ),
        rules=("frequency", "spacing"),
    ),
    "course agree": Case(
        done=course("marco", "agree", vetting=VETTED, training=TRAINED),
        refused=course("marco", "agree", vetting=VETTED | {"adult": False}, training=TRAINED),
        rules=("delegate-ready",),
    ),
    "course appoint": Case(
        done=course("nell", "appoint", **APPOINTED),
        refused=course("nell", "appoint", **APPOINTED | {"delegate": "lucia"}),
        rules=("delegate-fit",),
    ),
    "course identify": Case(
        done=course("nell", "identify", delegate="marco", method="passport"),
        refused=course("nell", "identify", delegate="oscar", method="passport"),
        rules=("settleable",),
    ),
    "course share": Case(
        done=course("lucia", "share", topics=["check-ins", "body"]),
        refused=course("marco", "share", topics=["check-ins"]),
    ),
    "course follow": Case(
        done=course("nell", "follow", daily=True, by_hour=21),
        refused=course("lucia", "follow", daily=False),
    ),
    "course check-in": Case(
        done=course("lucia", "check-in", mood=4, craving=0, safe=False, worry="rent"),
        refused=course("marco", "check-in", mood=9),
    ),
    "course observe": Case(
        before=(*FILLED, dose()),
        done=course("marco", "observe", dose=21, condition="drowsy"),
        refused=course("marco", "observe", dose=17, condition="drowsy"),
        rules=("settleable",),
    ),
    "course report": Case(
        done=course("lucia", "report", concern="despair", private=True),
        refused=course("nell", "report", concern="despair"),
    ),
    "course acknowledge": Case(
        before=FILLED,
        done=course("nell", "acknowledge", expectation="count-after-fill:20", note="I call"),
        refused=course("nell", "acknowledge", expectation="count-after-fill:3"),
        rules=("settleable",),
    ),
    "course revoke": Case(
        done=course("lucia", "revoke", delegate="marco"),
        refused=course("lucia", "revoke", delegate="oscar"),
        rules=("settleable",),
    ),
    "course weigh": Case(
        done=course("nell", "weigh", weight_g=71_000),
        refused=course("marco", "weigh", weight_g=71_000),
    ),
    "course evaluate": Case(
        done=course("dr-chen", "evaluate", scores=SCORES),
        refused=course("dr-chen", "evaluate", scores=SCORES[:1]),
        rules=("scores-asked",),
    ),
    "course level": Case(
        done=course("dr-reyes", "level", level="L1", reason="a missed count"),
        refused=course("nell", "level", level="L3", reason="asked"),
    ),
    "course check-source": Case(
        done=course("femi", "check-source", **CHECKED),
        refused=course("marco", "check-source", **CHECKED),
    ),
    "course prescribe": Case(
        before=(
            course("dr-reyes", "evaluate", scores=SCORES),
            course("dr-reyes", "stop", prescription=10, reason="new"),
        ),
        done=prescribe(),
        refused=prescribe(days=31, order="as-needed"),
        rules=("fixed-schedule", "days-supply"),
    ),
    "course stop": Case(
        done=course("dr-reyes", "stop", prescription=PRESCRIPTION, reason="side effects"),
        refused=course("dr-reyes", "stop", prescription=3, reason="side effects"),
        rules=("settleable",),
    ),
    "course fill": Case(done=fill(), refused=fill(5), rules=("doses-left", "doses-per-fill")),
    "course hand-over": Case(
        before=FILLED,
        done=course("marco", "hand-over", what=IN_BOX, recipient="marco"),
        refused=course("marco", "hand-over", what=IN_BOX, recipient="lucia"),
        rules=("held-by-delegate",),
    ),
    "course accept": Case(
        before=(fill(),), done=accept(), refused=accept(3), rules=("holder",)
    ),
    "course decline": Case(
        before=(fill(),),
        done=course("marco", "decline", offer=NEXT),
        refused=course("lucia", "decline", offer=NEXT),
        rules=("holder",),
    ),
    "course expire": Case(
        done=course("nell", "expire", offer=NEXT),
        refused=course("nell", "expire", offer=NEXT),
        rules=("offer-expired",),
        wrong=(fill(),),
    ),
    "course dose": Case(
        before=FILLED,
        done=dose(),
        refused=dose(given_by="lucia", systolic=200),
        rules=("giver-not-taker", "vitals"),
    ),
    "course count": Case(
        done=count(0),
        refused=course("lucia", "count", hand=BOX, product=TROCHE, units=0),
        rules=("holder",),
    ),
    "course resolve": Case(
        before=(*FILLED, count(3), count(4)),
        done=course("femi", "resolve", case=21, finding="miscount", note="counted again"),
        refused=course("femi", "resolve", case=4, finding="miscount", note="none"),
        rules=("resolvable",),
    ),
    "course waste": Case(
        before=FILLED,
        done=course("marco", "waste", what=IN_BOX, reason="wet", second=beside("nell")),
        refused=course("marco", "waste", what=IN_BOX, reason="wet"),
        rules=("witness",),
    ),
    "course return": Case(
        before=FILLED,
        done=course(
            "marco", "return", what=IN_BOX, collector="take-back", second=beside("femi")
        ),
        refused=course("lucia", "return", what=IN_BOX, collector="take-back"),
        rules=("holder", "receiver"),
    ),
    "course lost": Case(
        before=FILLED,
        done=course("marco", "lost", what=IN_BOX, reason="down the sink"),
        refused=course("marco", "lost", what=IN_BOX | {"units": 9}, reason="all"),
        rules=("empty-hand",),
    ),
    "course found": Case(
        before=(*FILLED, course("marco", "lost", what=IN_BOX, reason="gone")),
        done=course("marco", "found", what=IN_BOX, reason="under the bed"),
        refused=course("marco", "found", what=IN_BOX | {"units": 2}, reason="two"),
        rules=("empty-hand",),
    ),
    "course correct": Case(
        before=(course("nell", "weigh", weight_g=170_000),),
        done=course("nell", "correct", entry=NEXT, reason="typing error"),
        refused=course("nell", "correct", entry=1, reason="never was"),
        rules=("correctable",),
    ),
    "course waive": Case(
        done=waive(),
        refused=waive(rule="days-supply", of_verb="prescribe"),
        rules=("waivable",),
    ),
    "course contact": Case(
        before=(fill(9),),
        done=course("nell", "contact", task=NEXT, outcome="reached", note="is well"),
        refused=course("nell", "contact", task=2, outcome="reached"),
        rules=("settleable",),
    ),
    "course close": Case(
        done=course("dr-reyes", "close", reason="remission"),
        refused=course("dr-reyes", "close", reason="remission"),
        rules=("hands-empty",),
        wrong=(fill(),),
    ),
    "site open-site": Case(
        done=("mona", "sites/harbor-clinic/open-site", {"zone": ZONE, "policy": "us"}),
        refused=("nell", "sites/harbor-clinic/open-site", {"zone": ZONE, "policy": "us"}),
    ),
    "site receive": Case(
        done=site("ines", "receive", **DELIVERY), refused=site("mona", "receive", **DELIVERY)
    ),
    "site count": Case(
        done=site("ines", "count", hand="stock:main-pharmacy", product=TROCHE, units=99),
        refused=site("ines", "count", hand="stock:corner-pharmacy", product=TROCHE, units=1),
        rules=("passing",),
    ),
    "site resolve": Case(
        before=(
            site("ines", "count", hand="stock:main-pharmacy", product=TROCHE, units=99),
            site("ines", "count", hand="stock:main-pharmacy", product=TROCHE, units=100),
        ),
        done=site("mona", "resolve", case=3, finding="miscount", note="behind the door"),
        refused=site("ines", "resolve", case=3, finding="miscount", note="behind the door"),
        rules=("resolvable",),
    ),
    "site waste": Case(
        done=site("ines", "waste", **WASTED, second=beside("nell")),
        refused=site("ines", "waste", **WASTED, second=beside("ines")),
        rules=("witness",),
    ),
    "site return": Case(
        done=site("ines", "return", what=ON_SHELF, collector="Form 41", second=beside("nell")),
        refused=site("ines", "return", what=IN_BOX, collector="Form 41"),
        rules=("passing", "receiver", "empty-hand"),
    ),
    "site lost": Case(
        done=site("ines", "lost", what=ON_SHELF, reason="fell"),
        refused=site("ines", "lost", what=ON_SHELF | {"units": 101}, reason="fell"),
        rules=("empty-hand",),
    ),
    "site found": Case(
        before=(site("ines", "lost", what=ON_SHELF, reason="fell"),),
        done=site("ines", "found", what=ON_SHELF, reason="under the shelf"),
        refused=site("ines", "found", what=ON_SHELF | {"units": 2}, reason="two"),
        rules=("empty-hand",),
    ),
    "site correct": Case(
        before=(site("ines", "receive", **DELIVERY),),
        done=site("ines", "correct", entry=3, reason="entered twice", second=beside("mona")),
        refused=site("ines", "correct", entry=1, reason="never was"),
        rules=("correctable",),
    ),
    "site sign-round": Case(
        before=(
            ("mona", "sites/harbor-clinic/open-site", {"zone": ZONE, "policy": "article"}),
        ),
        done=("dr-reyes", "sites/harbor-clinic/sign-round", ROUND),
        refused=("dr-reyes", "sites/harbor-clinic/sign-round", ROUND),
        rules=("settleable",),
        wrong=(("dr-reyes", "sites/harbor-clinic/sign-round", ROUND),),
    ),
}


def test_every_verb_is_here():
    there = {f"course {verb}" for verb in COURSE_VERBS} | {
        f"site {verb}" for verb in SITE_VERBS
    }
    assert set(CASES) == there


@pytest.mark.parametrize("name", CASES)
def test_a_verb_is_done(clinic, name):
    case = CASES[name]
    if name == "course expire":  # an offer has to wait for two days first
        offered = acts.Fill(
            prescription=PRESCRIPTION, site="corner-pharmacy", recipient="marco", units=4
        )
        write("lucia", FEMI, offered, datetime.now(UTC) - timedelta(days=3))
    for sent in case.before:
        done(clinic, sent)
    facts = clinic.facts()
    person, _, body = case.done
    entry = done(clinic, case.done)["entry"]
    assert clinic.facts() == facts + 1
    assert entry["verb"] == name.split()[1]
    assert entry["done"] is True
    assert entry["by"]["person"] == person
    second = body.get("second")
    assert (entry["second"] or {}).get("person") == (second["username"] if second else None)
    said = {field: value for field, value in body.items() if field != "second"}
    assert_within(said, entry["act"])


@pytest.mark.parametrize("name", [name for name, case in CASES.items() if case.rules])
def test_a_verb_is_refused_with_every_reason(clinic, name):
    case = CASES[name]
    for sent in (*case.before, *case.wrong):
        done(clinic, sent)
    facts = clinic.facts()
    rehearsed = clinic.post(case.refused[0], f"{case.refused[1]}?dry_run=true", case.refused[2])
    assert clinic.facts() == facts
    answer = clinic.post(*case.refused)
    assert clinic.facts() == facts + 1
    assert answer.status_code == rehearsed.status_code == 422
    assert answer["Content-Type"] == "application/problem+json"
    body = answer.json()
    assert body["status"] == 422
    assert body["verdict"]["allowed"] is False
    blocking = [reason["rule"] for reason in body["reasons"] if reason["blocks"]]
    assert [rule for rule in blocking if rule in case.rules] == list(case.rules)
    for reason in body["reasons"]:
        assert reason["sentence"]
        assert reason["citation"]["text"]
        assert not reason["blocks"] or reason["sentence"] in body["detail"]
    assert rehearsed.json()["reasons"] == body["reasons"]


@pytest.mark.parametrize("name", [name for name, case in CASES.items() if not case.rules])
def test_a_verb_without_gates_is_not_everybodys(clinic, name):
    case = CASES[name]
    assert not GATES[ACTS[name.split()[1]]]
    facts = clinic.facts()
    answer = clinic.post(*case.refused)
    assert answer.status_code == 403
    assert clinic.facts() == facts


def done(clinic: Any, sent: Sent) -> Any:
    """Rehearse an act, which writes nothing and says the same, and then do it."""
    person, path, body = sent
    rehearsed = clinic.post(person, f"{path}?dry_run=true", body)
    answer = clinic.post(person, path, body)
    if answer.status_code == 422:  # a refusal that a case needs to have happened
        assert rehearsed.json()["reasons"] == answer.json()["reasons"]
        return answer.json()
    assert answer.status_code == 200, answer.content
    assert rehearsed.json()["entry"] is None
    assert rehearsed.json()["verdict"] == answer.json()["verdict"]
    return answer.json()


def assert_within(said: Any, kept: Any) -> None:
    """Everything that was sent is in what was kept, which has the defaults besides."""
    if isinstance(said, dict):
        for name, value in said.items():
            assert_within(value, kept[name])
    elif isinstance(said, list):
        assert len(said) == len(kept)
        for one, other in zip(said, kept, strict=True):
            assert_within(one, other)
    else:
        assert kept == said
