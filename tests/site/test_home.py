"""The key that signs sessions is made once, readable by its owner only."""

import os
import stat
import subprocess
import sys

from dosekeeper.site.home import home, secret_key


def test_the_key_is_made_once_and_kept(tmp_path):
    first = secret_key(tmp_path)
    fifty = 50
    assert len(first) > fifty
    assert secret_key(tmp_path) == first
    assert [path.name for path in tmp_path.iterdir()] == ["secret-key"]


def test_only_its_owner_can_read_it(tmp_path):
    old = os.umask(0)
    try:
        secret_key(tmp_path / "var")
    finally:
        os.umask(old)
    assert mode(tmp_path / "var" / "secret-key") == 0o600
    assert mode(tmp_path / "var") == 0o700


def mode(path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_workers_that_start_together_have_the_same_key(tmp_path):
    code = (
        "import sys; from pathlib import Path\n"
        "from dosekeeper.site.home import secret_key\n"
        "print(secret_key(Path(sys.argv[1])))"
    )
    command = [sys.executable, "-c", code, str(tmp_path / "var")]
    workers = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(8)]
    keys = {worker.communicate()[0] for worker in workers}
    assert len(keys) == 1
    assert len(list((tmp_path / "var").iterdir())) == 1


def test_the_home_is_where_the_environment_says(monkeypatch, tmp_path):
    monkeypatch.setenv("DOSEKEEPER_HOME", str(tmp_path / "clinic"))
    assert home() == tmp_path / "clinic"
    monkeypatch.setenv("DOSEKEEPER_HOME", "")
    monkeypatch.chdir(tmp_path)
    assert home() == tmp_path / "var"
