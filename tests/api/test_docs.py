"""docs/api.md is true: its examples are run, in order, against the API."""

import json
import re
import shlex
from pathlib import Path

import pytest
from django.test import Client

from dosekeeper.api.problems import TITLES
from tests.support.clinic import CAST


ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "docs" / "api.md").read_text()
URL = "/api/v1"


def blocks(kind):
    return re.findall(rf"```{kind}\n(.*?)```", TEXT, re.DOTALL)


def commands():
    joined = "\n".join(blocks("sh")).replace("\\\n", " ")
    return [line for line in joined.splitlines() if line.strip()]


def run(line, clinic):
    """Do what curl would do with such a line."""
    for person in CAST:
        name = person.upper().replace("-", "_")
        line = line.replace(f"${name}", clinic.tokens[person])
    words = iter(shlex.split(line.replace("$URL", URL)))
    assert next(words) == "curl"
    headers, body, path = {}, None, ""
    for word in words:
        match word:
            case "-s":
                pass
            case "-H":
                name, _, value = next(words).partition(": ")
                headers[name] = value
            case "-d":
                body = next(words)
            case _:
                path = word
    if body is None:
        return Client().get(path, headers=headers)
    kind = headers.pop("Content-Type")
    return Client().post(path, body, content_type=kind, headers=headers)


def test_the_examples_do_what_the_page_says(clinic):
    answers = [run(line, clinic) for line in commands()]
    assert [answer.status_code for answer in answers] == [200] * 8 + [422]
    assert answers[0].json() == json.loads(blocks("json")[0])
    dry, done, refused = answers[-3:]
    assert dry.json()["entry"] is None
    assert done.json()["entry"]["act"]["record"] == "rx 4711"
    again = run(commands()[7], clinic)
    assert (again.content, again["Idempotent-Replay"]) == (done.content, "true")
    members = re.findall(r"^\| ((?:`\w+`(?:, )?)+) \|", TEXT, re.MULTILINE)
    told = {name for row in members for name in re.findall(r"`(\w+)`", row)}
    assert told | {"dry_run"} == set(refused.json())


@pytest.mark.parametrize(
    "status", sorted({status for status, _ in TITLES.values()} - {422, 500})
)
def test_every_status_is_on_the_page(status):
    rows = re.findall(r"^\| ([\d, ]+) \|", TEXT, re.MULTILINE)
    assert str(status) in {number for row in rows for number in row.split(", ")}
