"""Nothing committed ties the project to a place."""

import re

from tests.support.repository import ROOT, project_files


# Put together here, so that this file does not name what it forbids.
HOSTS = [
    name + "." + domain
    for name, domain in [
        ("pypi", "org"),
        ("python" + "hosted", "org"),
        ("npm" + "js", "org"),
        ("npm" + "js", "com"),
        ("yarn" + "pkg", "com"),
        ("deb.debian", "org"),
    ]
]
# Folders of somebody's machine, at the start of a path.
PLACES = re.compile(r"""(?:^|[\s"'=:(`])/(?:root|work|Users|home)/\w""", re.MULTILINE)


def texts() -> dict[str, str]:
    read = {}
    for path in project_files():
        try:
            read[str(path)] = (ROOT / path).read_text("utf-8")
        except UnicodeDecodeError:
            continue  # a picture names nothing
    return read


def test_nothing_names_a_registry():
    naming = [
        f"{path} names {host}"
        for path, text in texts().items()
        for host in HOSTS
        if host in text
    ]
    assert naming == [], "a mirror has to do; locks hold versions and hashes only"


def test_nothing_names_a_folder_of_one_machine():
    naming = [
        f"{path}: {match.group().strip()}"
        for path, text in texts().items()
        for match in PLACES.finditer(text)
    ]
    assert naming == []


def test_no_key_and_no_database_is_committed():
    suffixes = {".sqlite3", ".db", ".pem", ".key"}
    kept = [
        str(path)
        for path in project_files()
        if path.suffix in suffixes or path.name == "secret-key"
    ]
    assert kept == []


def test_continuous_integration_runs_what_the_readme_names_and_nothing_else():
    script = (ROOT / ".ci" / "run").read_text("utf-8")
    commands = re.findall(r"^(?!#|set |cd )(\S.*)$", script, re.MULTILINE)
    assert commands == ["make check </dev/null", "make test </dev/null"]
    readme = (ROOT / "README.md").read_text("utf-8")
    assert "make check" in readme
    assert "make test" in readme
