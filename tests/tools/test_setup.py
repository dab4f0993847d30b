"""Set-up from nothing: whatever this machine lacks, there is a way or a clear word."""

import subprocess
import sys

import pytest
import setup


@pytest.fixture
def venv(tmp_path, monkeypatch):
    """Let the set-up work on an empty folder, and list the commands it would run."""
    monkeypatch.setattr(setup, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(setup, "PYTHON", tmp_path / ".venv/bin/python")
    monkeypatch.setattr(setup, "STAMP", tmp_path / ".venv/installed-from")
    return tmp_path / ".venv"


@pytest.fixture
def ran(monkeypatch) -> list[list[str]]:
    commands: list[list[str]] = []

    def run(command, **_):
        commands.append([str(part) for part in command])
        return subprocess.CompletedProcess(command, 0, stdout="")

    monkeypatch.setattr("setup.subprocess.run", run)
    return commands


def machine_has(monkeypatch, *modules: str) -> None:
    monkeypatch.setattr(setup, "module_exists", lambda name: name in modules)


def test_an_ordinary_python_makes_the_environment_itself(venv, ran, monkeypatch):
    machine_has(monkeypatch, "ensurepip", "pip")
    setup.create_environment()
    assert ran == [[sys.executable, "-m", "venv", str(venv)]]


def test_without_ensurepip_the_pip_of_the_system_fills_it(venv, ran, monkeypatch):
    machine_has(monkeypatch, "pip")
    setup.create_environment()
    assert ran == [[sys.executable, "-m", "venv", "--without-pip", str(venv)]]
    inside = ["-m", "pip", "--python", str(venv / "bin/python")]
    assert setup.pip() == [sys.executable, *inside]


def test_without_any_pip_the_package_of_debian_is_asked_for(venv, ran, monkeypatch):
    machine_has(monkeypatch)
    asked = []
    monkeypatch.setattr(
        "system_packages.install_debian",
        lambda packages, needed_for: asked.append((packages, needed_for)),
    )
    setup.create_environment()
    assert asked == [(["python3-venv"], "the .venv folder")]
    assert ran == [[sys.executable, "-m", "venv", str(venv)]]


def test_where_that_may_not_be_installed_set_up_says_what_to_do(venv, ran, monkeypatch, capsys):
    machine_has(monkeypatch)
    monkeypatch.setattr("system_packages.root_prefix", lambda: None)
    monkeypatch.setattr("system_packages.shutil.which", lambda name: f"/bin/{name}")
    monkeypatch.setattr(sys, "argv", ["setup.py", "run"])
    assert setup.main() == 1
    assert "apt-get install python3-venv" in capsys.readouterr().err


def test_an_old_python_is_told_what_is_needed(ran, monkeypatch, capsys):
    monkeypatch.setattr("setup.sys.version_info", (3, 9, 2))
    monkeypatch.setattr("setup.shutil.which", lambda _: None)
    assert setup.main() == 1
    assert "needs Python 3.11 or newer" in capsys.readouterr().err


def test_an_old_python_hands_over_to_a_newer_one(ran, monkeypatch):
    monkeypatch.setattr("setup.sys.version_info", (3, 9, 2))
    monkeypatch.setattr("setup.shutil.which", {"python3.12": "/usr/bin/python3.12"}.get)
    monkeypatch.setattr(sys, "argv", ["tools/setup.py", "dev"])
    assert setup.main() == 0
    assert ran == [["/usr/bin/python3.12", "tools/setup.py", "dev"]]


def test_what_is_installed_is_not_installed_again(venv, ran):
    venv.mkdir()
    setup.STAMP.write_text(setup.stamp("dev"))
    setup.install_python_packages("dev")
    # The tools' environment holds all that the product needs.
    setup.install_python_packages("run")
    assert ran == []


def test_a_changed_lock_is_installed(venv, monkeypatch):
    venv.mkdir()
    setup.STAMP.write_text(setup.stamp("run"))
    assert setup.installed("run")
    monkeypatch.setitem(setup.LOCKS, "run", [setup.LOCKS["dev"][0]])
    assert not setup.installed("run")
    assert not setup.installed("dev")


def test_the_locked_packages_are_installed_by_hash(venv, ran, monkeypatch):
    monkeypatch.setattr(setup, "make_environment", venv.mkdir)
    setup.install_python_packages("dev")
    sync, install = ran
    assert sync[1:4] == ["pip", "sync", "--require-hashes"]
    assert "--no-deps" in install
    assert "--no-build-isolation" in install
    assert setup.installed("dev")
