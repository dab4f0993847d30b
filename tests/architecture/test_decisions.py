"""A decision that nothing enforces is a wish, and says so."""

import json
import re
import tomllib
from importlib import metadata
from pathlib import Path

import pytest

from tests.support.repository import ROOT


DECISIONS = ROOT / "docs" / "decisions"
RECORDS = sorted(DECISIONS.glob("[0-9]*.md"))
DEPENDENCIES = DECISIONS / "0001-dependencies.md"

# May be used and shipped together with a work under Apache-2.0. The GPL family is not
# among them; the LGPL is, because what it covers stays a replaceable package of its own.
COMPATIBLE = (
    "Apache-2.0",
    "0BSD",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "ISC",
    "LGPL-3.0-only",
    "MIT",
    "MIT-0",
    "MPL-2.0",
    "PSF-2.0",
    "any-OSI",  # choose any open licence: apsw
)


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.stem)
def test_a_decision_names_what_enforces_it(record: Path):
    text = record.read_text("utf-8")
    enforced = re.search(r"^Enforced by: (.+)$", text, re.MULTILINE)
    assert enforced, 'a record has a line "Enforced by: `file`", or "Enforced by: wish"'
    files = re.findall(r"`([^`]+)`", enforced.group(1))
    assert files or enforced.group(1) == "wish"
    missing = [name for name in files if not (ROOT / name.partition("::")[0]).exists()]
    assert missing == []


def test_decisions_are_numbered_without_gaps():
    numbers = [int(record.name[:4]) for record in RECORDS]
    assert numbers == list(range(1, len(numbers) + 1))


def test_every_dependency_is_justified_in_one_line():
    assert set(justified()) == asked_for(), "docs/decisions/0001-dependencies.md"


def test_every_licence_fits():
    unfit = {
        name: licence for name, licence in justified().items() if licence not in COMPATIBLE
    }
    assert unfit == {}


def test_every_package_that_ships_has_a_licence_that_fits():
    """Also those that only our dependencies asked for."""
    unfit = {}
    for name in locked_at_runtime():
        try:
            about = metadata.metadata(name).json
        except metadata.PackageNotFoundError:
            continue  # locked for another system than this one
        licence = " ".join(
            [
                str(about.get("license_expression", "")),
                *(kind for kind in about.get("classifier", []) if "License" in kind),
                str(about.get("license", ""))[:60],
            ]
        )
        if not re.search(r"Apache|BSD|MIT|ISC|MPL|PSF|Python Software|LGPL", licence):
            unfit[name] = licence
    assert unfit == {}


def justified() -> dict[str, str]:
    """Names and licences of the table's rows: | name | licence | why |."""
    rows = re.findall(
        r"^\| ([\w.@/-]+) \| ([\w.-]+) \| .+ \|$",
        DEPENDENCIES.read_text("utf-8"),
        re.MULTILINE,
    )
    return {name: licence for name, licence in rows if name != "name"}


def asked_for() -> set[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    lists = [
        project["project"]["dependencies"],
        *project["dependency-groups"].values(),
    ]
    names = {re.split(r"[\[<>=~! ]", item)[0] for items in lists for item in items}
    browser = json.loads((ROOT / "package.json").read_text("utf-8"))
    return names | {*browser["dependencies"], *browser["devDependencies"]}


def locked_at_runtime() -> list[str]:
    lock = (ROOT / "requirements.lock").read_text("utf-8")
    return re.findall(r"^([\w.-]+)==", lock, re.MULTILINE)
