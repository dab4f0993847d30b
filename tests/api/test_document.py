"""The document at /api/v1/openapi.json says what the API really does."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from jsonschema_rs import Draft202012Validator

from dosekeeper.api.schema import bodies
from dosekeeper.core.acts import (
    ACTS,
    COURSE_VERBS,
    SITE_VERBS,
    Holding,
    Score,
    Training,
    Vetting,
)
from dosekeeper.core.plain import from_plain, to_plain
from dosekeeper.core.plan import Plan
from dosekeeper.core.units import BadValueError, Mass
from tests.api.test_every_verb import CASES
from tests.support.clinic import BOX, TROCHE


@pytest.fixture(scope="module")
def document(django_db_blocker) -> dict[str, Any]:
    from dosekeeper.api.routes import api

    return dict(api.get_openapi_schema())


def test_it_is_served_to_whoever_is_signed_in(clinic, document):
    answer = clinic.get("marco", "openapi.json")
    assert answer.status_code == 200
    assert answer.json() == json.loads(json.dumps(document))
    assert clinic.get(None, "openapi.json").status_code == 401


def test_every_verb_is_one_operation_with_a_body_of_its_own(document):
    found = {
        (path, operation["operationId"])
        for path, operations in document["paths"].items()
        for operation in operations.values()
        if "requestBody" in operation
    }
    assert found == {
        *((f"/api/v1/courses/{{course}}/{verb}", f"course-{verb}") for verb in COURSE_VERBS),
        *((f"/api/v1/sites/{{site}}/{verb}", f"site-{verb}") for verb in SITE_VERBS),
    }


def test_every_answer_is_documented(document):
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            reads = {"200", "400", "401", "403", "404", "405", "429", "500", "503"}
            writes = reads | {"409", "413", "415", "422"}
            given = {str(status) for status in operation["responses"]}
            assert given == (writes if method == "post" else reads), path
            for status, answer in operation["responses"].items():
                kind = "problem+json" if int(status) >= 400 else "json"
                assert list(answer["content"]) == [f"application/{kind}"]


def test_nothing_it_refers_to_is_missing(document):
    text = json.dumps(document)
    named = {part.split('"')[0] for part in text.split("#/components/schemas/")[1:]}
    assert named <= set(document["components"]["schemas"])


def test_no_act_has_a_field_that_means_something_else_beside_it():
    for kind in ACTS.values():
        assert not {"at", "second"} & set(kind.__dataclass_fields__)


def validator(document: dict[str, Any], name: str) -> Draft202012Validator:
    schema = {"$ref": f"#/components/schemas/{name}", "components": document["components"]}
    return Draft202012Validator(schema)


@pytest.mark.parametrize("name", CASES)
def test_a_body_that_is_done_is_one_the_document_allows(document, name):
    body = CASES[name].done[2]
    validator(document, ACTS[name.split()[1]].__name__).validate(body)


@pytest.mark.parametrize("name", CASES)
def test_a_body_with_a_field_too_many_is_not(document, name):
    body = CASES[name].done[2] | {"role": "prescriber"}
    assert not validator(document, ACTS[name.split()[1]].__name__).is_valid(body)


MASS = {"micrograms": 100_000}
PLAN = {"product": TROCHE, "dose": MASS, "doses_per_week": 2, "spacing_hours": 48}
HOLDING = {"hand": BOX, "product": TROCHE, "units": 1, "lot": "c7"}
LATER = (datetime.now(UTC) + timedelta(hours=1)).isoformat()
SAMPLES: dict[str, dict[str, Any]] = {
    "OpenCourse": CASES["course open"].done[2],
    "SetPlan": {"plan": PLAN, "end_point": "well"},
    "Agree": {"text_version": "1"},
    "Vetting": {"adult": True, "in_treatment": False, "patients": 0, "paid": False},
    "Training": {"version": "1", "right": 1, "questions": 100},
    "Appoint": {
        "delegate": "m",
        "relation": "r",
        "legal_basis": "c",
        "consent": "c",
        "identity": "i",
    },
    "Identify": {"delegate": "m", "method": "passport"},
    "Share": {"topics": ["body"]},
    "Follow": {"daily": True, "by_hour": 20},
    "CheckIn": {"mood": 5, "worry": "w"},
    "Observe": {"dose": 1, "condition": "well", "problem": "p"},
    "Report": {"concern": "other", "text": "t"},
    "Acknowledge": {"expectation": "count-after-fill:1", "note": "n"},
    "SignRound": {"on": "2026-01-05", "listed": 100_000, "left": 0, "note": "n"},
    "Revoke": {"delegate": "m", "reason": "r"},
    "Weigh": {"weight_g": 70_000},
    "Evaluate": {"scores": [], "note": "n"},
    "SetLevel": {"level": "L1", "reason": "r"},
    "CheckSource": {"result": "clear", "method": "m", "note": "n"},
    "Waive": {
        "rule": "vitals",
        "of_verb": "dose",
        "reason": "other",
        "note": "n",
        "expires_at": LATER,
    },
    "Contact": {"task": 1, "outcome": "reached", "note": "n"},
    "CloseCourse": {"reason": "r"},
    "Prescribe": {
        "plan": PLAN,
        "doses": 8,
        "days": 28,
        "doses_per_fill": 4,
        "refills": 0,
        "group": "g",
    },
    "Stop": {"prescription": 1, "reason": "r"},
    "Fill": {
        "prescription": 1,
        "site": "s",
        "recipient": "m",
        "units": 1,
        "lot": "c7",
        "record": "r",
    },
    "Accept": {"offer": 1},
    "Decline": {"offer": 1, "reason": "r"},
    "Expire": {"offer": 1},
    "OpenSite": {"zone": "UTC", "policy": "us"},
    "Receive": {"product": TROCHE, "lot": "a", "units": 1, "supplier": "s", "invoice": "i"},
    "HandOver": {"what": HOLDING, "recipient": "m"},
    "TakeDose": {
        "what": HOLDING,
        "given_by": "m",
        "observed_by": "m",
        "systolic": 120,
        "diastolic": 75,
        "pulse": 70,
    },
    "Count": {"hand": BOX, "product": TROCHE, "units": 1, "lot": "c7"},
    "Resolve": {"case": 1, "finding": "lost", "note": "n"},
    "Waste": {"what": HOLDING, "reason": "r"},
    "Return": {"what": HOLDING, "collector": "c", "reason": "r"},
    "Lose": {"what": HOLDING, "reason": "r", "report": "r"},
    "Find": {"what": HOLDING, "reason": "r"},
    "Correct": {"entry": 1, "reason": "r"},
    "Plan": PLAN,
    "Mass": MASS,
    "Holding": HOLDING,
    "Score": {"instrument": "phq-9", "value": 1},
}


INNER = (Plan, Mass, Holding, Score, Vetting, Training)
KINDS = {kind.__name__: kind for kind in (*ACTS.values(), *INNER)}


def probes():
    """Every limit the document states, at both ends and one beyond."""
    for name, sample in SAMPLES.items():
        for field, shape in bodies()[name]["properties"].items():
            if field not in {"at", "second"}:
                for part in shape.get("anyOf", [shape]):
                    for value, fits in edges(field, part):
                        yield name, field, sample, value, fits


def edges(field: str, part: dict[str, Any]):
    least, most, longest = (part.get(at) for at in ("minimum", "maximum", "maxLength"))
    if least is not None and most is not None:
        yield from ((least - 1, False), (least, True), (most, True), (most + 1, False))
    if longest == 2_000:
        yield from (("x" * 2_000, True), ("x" * 2_001, False), ("", "pattern" not in part))
    elif field in {"hand", "product"}:
        yield "pocket:marco", False
    elif longest == 64:
        yield from (
            ("x" * 64, True),
            ("x" * 65, False),
            ("X", False),
            ("", field in {"group", "instead_of"}),
        )


@pytest.mark.parametrize(
    ("name", "field", "sample", "value", "fits"),
    [pytest.param(*probe, id=f"{probe[0]}.{probe[1]}-{n}") for n, probe in enumerate(probes())],
)
def test_a_documented_limit_is_the_limit(document, name, field, sample, value, fits):
    body = sample | {field: value}
    assert validator(document, name).is_valid(body) is fits
    assert reads(KINDS[name], body) is fits


def reads(kind: Any, body: dict[str, Any]) -> bool:
    try:
        from_plain(kind, body)
    except BadValueError:
        return False
    return True


def test_every_number_and_word_of_an_act_has_a_limit_in_the_document():
    free = []
    for name, schema in bodies().items():
        for field, shape in schema.get("properties", {}).items():
            for part in shape.get("anyOf", [shape]):
                bounded = {"pattern", "maxLength", "minimum", "format", "enum", "const", "$ref"}
                typed = part.get("type") in {"string", "integer"}
                if typed and not bounded & set(part) and (name, field) not in UNBOUNDED:
                    free.append((name, field))
    assert free == []


UNBOUNDED = {
    ("OpenCourse", "zone"),
    ("OpenSite", "zone"),
    ("Second", "username"),
    ("Second", "password"),
    ("Second", "code"),
}
"""A zone is one of some six hundred names, and a password is anybody's."""


def test_what_is_kept_of_an_act_is_a_body_again(document):
    for kind in ACTS.values():
        kept = to_plain(from_plain(kind, SAMPLES[kind.__name__]))
        assert isinstance(kept, dict)
        body = {name: value for name, value in kept.items() if name != "verb"}
        validator(document, kind.__name__).validate(body)
