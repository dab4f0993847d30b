"""The wheel, installed with pip into an empty environment, is the whole product.

Dependencies come from the ordinary index, or from wherever pip is told to look.
"""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.support.repository import ROOT


SECONDS = 60
SIGN_IN_OR_PAGE = {200, 302}


@dataclass(frozen=True)
class Installed:
    """An environment that has the wheel and what it depends on, and nothing else."""

    bin: Path
    home: Path

    @property
    def env(self) -> dict[str, str]:
        # Nothing of the checkout may leak in: no path, no settings, no database.
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("DOSEKEEPER_", "DJANGO_", "PYTHON", "VIRTUAL_ENV"))
        }
        return {**kept, "DOSEKEEPER_HOME": str(self.home), "DOSEKEEPER_DEMO": "1"}

    def command(self, *arguments: object) -> list[str]:
        return [str(self.bin / "dosekeeper"), *(str(each) for each in arguments)]

    def run(self, *arguments: object) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            self.command(*arguments),
            env=self.env,
            cwd=self.home,
            capture_output=True,
            text=True,
            check=False,
        )


@pytest.fixture(scope="module")
def installed(tmp_path_factory) -> Iterator[Installed]:
    folder = tmp_path_factory.mktemp("installed")
    uv = Path(sys.executable).with_name("uv")
    built = [str(uv), "build", "--quiet", "--wheel", "--no-build-isolation", "--offline"]
    subprocess.run(
        [*built, "--python", sys.executable, "--out-dir", folder, ROOT],
        check=True,
    )
    (wheel,) = folder.glob("*.whl")
    venv = folder / "venv"
    subprocess.run([sys.executable, "-m", "venv", venv], check=True)
    quiet = ["--quiet", "--disable-pip-version-check", "--no-compile"]
    subprocess.run([venv / "bin" / "pip", "install", *quiet, wheel], check=True)
    home = folder / "home"
    home.mkdir()
    yield Installed(venv / "bin", home)
    shutil.rmtree(folder, ignore_errors=True)


def test_it_judges_a_chart(installed):
    done = installed.run("judge", ROOT / "examples" / "lucia.chart", "--json")
    refused = 2
    assert done.returncode == refused, done.stderr
    assert "count-open" in done.stdout


def test_it_loads_the_demo_and_serves_it(installed):
    done = installed.run("demo")
    assert done.returncode == 0, done.stderr
    verified = installed.run("ledger", "verify", "--json")
    assert json.loads(verified.stdout)["ok"] is True
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = subprocess.Popen(
        installed.command("serve", "--port", port),
        env=installed.env,
        cwd=installed.home,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        status, page = ask(port, "/")
        server.send_signal(signal.SIGTERM)
        output, _ = server.communicate(timeout=SECONDS)
    finally:
        server.kill()
    assert status in SIGN_IN_OR_PAGE, output
    assert "<html" in page
    assert server.returncode == 0, output
    data = installed.home / "dosekeeper.sqlite3"
    assert data.exists(), "the data is not where DOSEKEEPER_HOME says"


def ask(port: int, path: str) -> tuple[int, str]:
    until = time.monotonic() + SECONDS
    while True:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}") as reply:
                return reply.status, reply.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()
        except OSError:
            assert time.monotonic() < until, "nobody listens"
            time.sleep(0.1)
