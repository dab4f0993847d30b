"""What is missing is installed, or named; the tests never go on without it."""

import subprocess
from pathlib import Path

import pytest
import system_packages


@pytest.fixture
def ran(monkeypatch) -> list[list[str]]:
    """Let no command run; list those that would have."""
    commands: list[list[str]] = []

    def run(command, **_):
        commands.append([str(part) for part in command])
        return subprocess.CompletedProcess(command, returncode=1, stdout="")

    monkeypatch.setattr("system_packages.subprocess.run", run)
    return commands


@pytest.fixture
def machine(monkeypatch):
    """Set up a machine with some programs on its path, where we are somebody."""

    def with_programs(*programs: str, uid: int) -> None:
        found = {name: f"/usr/bin/{name}" for name in programs}
        monkeypatch.setattr("system_packages.shutil.which", found.get)
        monkeypatch.setattr("system_packages.os.geteuid", lambda: uid)

    return with_programs


def test_nothing_is_installed_where_nothing_is_missing(ran, monkeypatch):
    monkeypatch.setattr(system_packages, "chromium", lambda: "/usr/bin/chromium")
    monkeypatch.setattr(system_packages, "postgresql", lambda: Path("/usr/bin"))
    monkeypatch.setattr(system_packages, "libatomic", lambda: True)
    system_packages.install()
    assert ran == []


def test_root_installs_exactly_what_is_missing(ran, machine, monkeypatch):
    machine("apt-get", uid=0)
    answers = iter([None, "/usr/bin/chromium"])
    monkeypatch.setattr(system_packages, "chromium", lambda: next(answers))
    monkeypatch.setattr(system_packages, "postgresql", lambda: Path("/usr/bin"))
    monkeypatch.setattr(system_packages, "libatomic", lambda: True)
    system_packages.install()
    assert [command[:2] for command in ran] == [
        ["apt-get", "update"],
        ["apt-get", "install"],
    ]
    assert ran[-1][-1] == "chromium"
    assert "postgresql" not in ran[-1]


def test_whoever_may_not_install_is_told_the_command(ran, machine):
    machine("apt-get", uid=1000)
    with pytest.raises(system_packages.MissingError) as stopped:
        system_packages.install_debian(["chromium", "postgresql"], "tests")
    assert "apt-get install chromium postgresql" in str(stopped.value)
    assert ran == []


def test_a_sudo_that_asks_for_a_password_is_not_used(ran, machine):
    machine("apt-get", "sudo", uid=1000)
    with pytest.raises(system_packages.MissingError):
        system_packages.install_debian(["chromium"], "tests")
    assert ran == [["sudo", "-n", "true"]]


def test_another_system_is_told_what_is_missing(ran, machine):
    machine(uid=0)
    with pytest.raises(system_packages.MissingError, match="no Debian-like machine"):
        system_packages.install_debian(["chromium"], "tests")
    assert ran == []


def test_an_installation_that_did_not_help_is_not_taken_for_one(ran, machine, monkeypatch):
    machine("apt-get", uid=0)
    monkeypatch.setattr(system_packages, "postgresql", lambda: None)
    monkeypatch.setattr(system_packages, "chromium", lambda: "/usr/bin/chromium")
    with pytest.raises(system_packages.MissingError, match="still cannot find"):
        system_packages.install()


@pytest.mark.parametrize(
    ("version", "enough"), [("14.9", False), ("15.0", True), ("17.2 (Debian)", True)]
)
def test_an_old_postgresql_is_as_good_as_none(tmp_path, monkeypatch, version, enough):
    for name in ("initdb", "postgres"):
        program = tmp_path / name
        program.write_text(f"#!/bin/sh\necho 'postgres (PostgreSQL) {version}'\n")
        program.chmod(0o755)
    monkeypatch.setenv("DOSEKEEPER_POSTGRESQL_BIN", str(tmp_path))
    assert system_packages.postgresql() == (tmp_path if enough else None)


def test_a_chromium_that_is_named_and_missing_is_not_replaced(monkeypatch):
    monkeypatch.setenv("DOSEKEEPER_CHROMIUM", "/nowhere/chromium")
    assert system_packages.chromium() is None
