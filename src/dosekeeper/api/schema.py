"""The documented shape of everything, made from the types that are really used.

An act's body comes from its dataclass, an answer from the door's own shapes. The limits on
single fields stand in the acts' checks, where no generator can read them; ``_LIMITS`` repeats
them for the document, and a test holds each of them against the act at both ends.
"""

import copy
from functools import cache
from http import HTTPStatus
from typing import Any

from pydantic import TypeAdapter
from typing_extensions import TypedDict

from dosekeeper.api.problems import Problem
from dosekeeper.core.acts import ACTS
from dosekeeper.core.acts.following import KEY_MAX, SCALE_MAX
from dosekeeper.core.ledger import HandKind
from dosekeeper.core.product import Route, Substance
from dosekeeper.core.units import (
    ID_MAX,
    MASS_MAX_UG,
    POSITION_MAX,
    TEXT_MAX,
    UNITS_MAX,
)
from dosekeeper.core.verdict import Answer
from dosekeeper.door import shapes
from dosekeeper.door.asking import Second


REF = "#/components/schemas/{model}"


# --- answers -------------------------------------------------------------------------


class VerdictSummary(TypedDict):
    """The answer; its reasons stand beside it."""

    answer: Answer
    label: str
    allowed: bool
    waivable: bool


class ActDone(TypedDict):
    """An act that was done, or (dry run) that could be done now."""

    dry_run: bool
    verdict: VerdictSummary
    reasons: list[shapes.ReasonShown]
    entry: shapes.EntryShown | None


class TaskOpened(TypedDict):
    """A clinician must have reached the patient by then."""

    position: int
    due_at: str


class ActRefused(Problem):
    """An act that was not done, with every reason. ``entry`` is the refusal's position."""

    dry_run: bool
    verdict: VerdictSummary
    reasons: list[shapes.ReasonShown]
    entry: int | None
    task: TaskOpened | None
    help: list[shapes.Help]


class SiteDuty(TypedDict):
    """What somebody is at a site."""

    site: str
    role: str


class Me(TypedDict):
    """Who is signed in."""

    id: str
    name: str
    sites: list[SiteDuty]


class Courses(TypedDict):
    """The courses somebody has to do with."""

    courses: list[shapes.CourseRowShown]


class ChartAnswer(TypedDict):
    """A course, and what the asker is to it."""

    role: str
    chart: shapes.ChartShown


class Journal(TypedDict):
    """A page of a journal. ``next_after`` is null on the last one.

    ``withheld`` says that some entries are not shared with the asker.
    """

    entries: list[shapes.EntryShown]
    next_after: int | None
    withheld: bool


class Holdings(TypedDict):
    """Who holds how many."""

    holdings: list[shapes.Held]


class Register(TypedDict):
    """A page of a site's register. ``next_after`` is null on the last one."""

    lines: list[shapes.RegisterLine]
    next_after: int | None


_PROBLEMS = dict.fromkeys((400, 401, 403, 404, 405, 413, 415, 429, 500, 503), Problem)
ACT_ANSWERS: dict[int, Any] = {200: ActDone, **_PROBLEMS, 409: Problem, 422: ActRefused}


def record_answers(shape: Any) -> dict[int, Any]:
    """Return what a record's address may answer."""
    return {200: shape} | {status: Problem for status in _PROBLEMS if status not in {413, 415}}


# --- bodies --------------------------------------------------------------------------

_NAME = "[a-z0-9]([a-z0-9.-]{0,62}[a-z0-9])?"
_OWNED = ("stock", "offer", "delegate", "patient")
_ALONE = [kind.value for kind in HandKind if kind.value not in _OWNED]
_ID = {"pattern": f"^{_NAME}$", "maxLength": ID_MAX}
_ID_OR_NOTHING = {"pattern": f"^({_NAME})?$", "maxLength": ID_MAX}
_TEXT = {"maxLength": TEXT_MAX}
_UNITS = {"minimum": 1, "maximum": UNITS_MAX}
_POSITION = {"minimum": 1, "maximum": POSITION_MAX}
_SCALE = {"minimum": 0, "maximum": SCALE_MAX}
_FEW = {"minimum": 0, "maximum": 50}
_MANY = {"minimum": 0, "maximum": 100_000}
_LIMITS: dict[str, dict[str, Any]] = {
    **dict.fromkeys(("patient", "clinic", "policy", "delegate", "recipient"), _ID),
    **dict.fromkeys(("given_by", "observed_by", "site", "lot", "rule", "of_verb"), _ID),
    **dict.fromkeys(("text_version", "instrument", "version"), _ID),
    **dict.fromkeys(("group", "instead_of"), _ID_OR_NOTHING),
    "product": {
        "pattern": f"^({'|'.join(Substance)})-({'|'.join(Route)})-[a-z][a-z0-9-]*[a-z0-9]"
        r"-[0-9]{1,5}(\.[0-9]{1,3})?mg$",
        "maxLength": ID_MAX,
        "example": "ketamine-sublingual-troche-100mg",
    },
    "hand": {
        "pattern": f"^({'|'.join(_ALONE)}|({'|'.join(_OWNED)}):{_NAME})$",
        "example": "delegate:marco",
    },
    "zone": {"example": "America/New_York"},
    **dict.fromkeys(("note", "reason", "method", "relation", "legal_basis"), _TEXT),
    **dict.fromkeys(("end_point", "supplier", "invoice", "record", "report"), _TEXT),
    **dict.fromkeys(("collector", "consent", "identity", "problem", "text", "worry"), _TEXT),
    "expectation": {"pattern": r"\S", "maxLength": KEY_MAX},
    **dict.fromkeys(("units", "doses", "doses_per_fill"), _UNITS),
    **dict.fromkeys(("prescription", "offer", "case", "task", "entry", "dose"), _POSITION),
    "days": {"minimum": 1, "maximum": 3_660},
    "refills": {"minimum": 0, "maximum": 99},
    "patients": {"minimum": 0, "maximum": 99},
    "questions": {"minimum": 1, "maximum": 100},
    "right": {"minimum": 0, "maximum": 100},
    "by_hour": {"minimum": 12, "maximum": 23},
    **dict.fromkeys(("mood", "craving", "liking", "sleep"), _SCALE),
    **dict.fromkeys(("extra_doses", "missed_doses"), _FEW),
    **dict.fromkeys(("listed", "left"), _MANY),
    "weight_g": {"minimum": 20_000, "maximum": 400_000},
    "value": {"minimum": 0, "maximum": 1_000},
    "micrograms": {"minimum": 0, "maximum": MASS_MAX_UG},
    "doses_per_week": {"minimum": 1, "maximum": 168},
    "spacing_hours": {"minimum": 0, "maximum": 24 * 60},
    "systolic": {"minimum": 10, "maximum": 350},
    "diastolic": {"minimum": 10, "maximum": 250},
    "pulse": {"minimum": 10, "maximum": 350},
}
_LIMITS_IN = {("Count", "units"): {"minimum": 0, "maximum": UNITS_MAX}}
_AT = {
    "type": "string",
    "format": "date-time",
    "description": "When it happened, with its offset from UTC; left out, it is now.",
    "example": "2026-01-05T09:10:00-05:00",
}


@cache
def bodies() -> dict[str, dict[str, Any]]:
    """Return every schema the bodies need, by the name of its type."""
    kinds: dict[str, type] = {**ACTS, "second": Second}
    _, found = TypeAdapter.json_schemas(
        [(name, "validation", TypeAdapter(kind)) for name, kind in kinds.items()],
        ref_template=REF,
    )
    schemas: dict[str, dict[str, Any]] = found["$defs"]
    for name, schema in schemas.items():
        if "properties" in schema:
            schema["additionalProperties"] = False
            for field, shape in schema["properties"].items():
                _limit(shape, name, field, needed=field in schema.get("required", ()))
    for kind in ACTS.values():
        schemas[kind.__name__]["properties"] |= {
            "at": _AT,
            "second": {"$ref": REF.format(model="Second")},
        }
    return schemas


def _limit(shape: dict[str, Any], name: str, field: str, *, needed: bool) -> None:
    shape.pop("title", None)
    limits = dict(_LIMITS_IN.get((name, field)) or _LIMITS.get(field, {}))
    kind = "string" if "maxLength" in limits or "pattern" in limits else "integer"
    if limits.get("maxLength") == TEXT_MAX and needed:
        limits["pattern"] = r"\S"
    for part in shape.get("anyOf", [shape]):
        if part.get("type") in {kind, None} or field == "zone":
            part.update(limits if "$ref" not in part and "const" not in part else {})


def body_of(verb: str) -> dict[str, Any]:
    """Document the body of a verb."""
    reference = {"$ref": REF.format(model=ACTS[verb].__name__)}
    return {"required": True, "content": {"application/json": {"schema": reference}}}


def summary_of(verb: str) -> str:
    """Say what a verb does: the first line of its act."""
    return (ACTS[verb].__doc__ or "").split("\n")[0].rstrip(".")


# --- the document ----------------------------------------------------------------------


def completed(document: Any) -> Any:
    """Add what ninja cannot know: bodies, the type of problems, how to sign in."""
    document["components"]["schemas"] = {
        **document["components"].get("schemas", {}),
        **copy.deepcopy(bodies()),
    }
    document["components"]["securitySchemes"] = {
        "token": {"type": "http", "scheme": "bearer"},
        "session": {"type": "apiKey", "in": "cookie", "name": "sessionid"},
    }
    document["security"] = [{"token": []}, {"session": []}]
    for operations in document["paths"].values():
        for operation in operations.values():
            for status, answer in operation["responses"].items():
                if int(status) >= HTTPStatus.BAD_REQUEST and "application/json" in answer.get(
                    "content", {}
                ):
                    answer["content"] = {
                        "application/problem+json": answer["content"]["application/json"]
                    }
    return document
