"""A lock that is not what was asked for is found, without asking a server."""

import json

import lock


def test_the_committed_locks_are_current():
    assert lock.stale_python_locks() == []
    assert lock.stale_browser_lock() == []


def test_a_changed_dependency_makes_the_locks_stale(tmp_path, monkeypatch):
    for name in [*lock.LOCKS, "pyproject.toml"]:
        copy = tmp_path / name
        copy.parent.mkdir(exist_ok=True)
        copy.write_text((lock.ROOT / name).read_text("utf-8"))
    project = tmp_path / "pyproject.toml"
    project.write_text(project.read_text().replace('"rich>=15"', '"rich>=14"'))
    monkeypatch.setattr(lock, "ROOT", tmp_path)
    stale = lock.stale_python_locks()
    assert len(stale) == len(lock.LOCKS)
    assert "make lock" in stale[0]


def test_a_changed_browser_dependency_makes_its_lock_stale(tmp_path, monkeypatch):
    asked = json.loads((lock.ROOT / "package.json").read_text("utf-8"))
    asked["dependencies"]["bootstrap"] = "^6"
    (tmp_path / "package.json").write_text(json.dumps(asked))
    locked = (lock.ROOT / "package-lock.json").read_text("utf-8")
    (tmp_path / "package-lock.json").write_text(locked)
    monkeypatch.setattr(lock, "ROOT", tmp_path)
    assert lock.stale_browser_lock() == [
        "package-lock.json is not what package.json asks for (dependencies): run `make lock`"
    ]
