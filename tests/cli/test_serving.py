"""The server starts, answers, and stops when it is told to; nothing is left behind."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import closing
from datetime import UTC, datetime

import pytest
from django.db import connection

from dosekeeper import __version__


SECONDS = 40
OK = 200


def free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def start(env, port, *more):
    command = [sys.executable, "-m", "dosekeeper", "serve", "--port", str(port), *more]
    return subprocess.Popen(
        command,
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


def answer(port, path):
    """Ask until somebody listens; return status and body."""
    until = time.monotonic() + SECONDS
    while True:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}") as reply:
                return reply.status, reply.read()
        except urllib.error.HTTPError as error:
            return error.code, error.read()
        except OSError:
            assert time.monotonic() < until, "nobody listens"
            time.sleep(0.1)


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_it_serves_and_stops_cleanly(clinic, how):
    port = free_port()
    server = start({**clinic.env, "DOSEKEEPER_DEMO": "1"}, port)
    try:
        status, body = answer(port, "/readyz")
        assert (status, json.loads(body)["status"]) == (OK, "ready")
        server.send_signal(how)
        output, _ = server.communicate(timeout=SECONDS)
    finally:
        server.kill()
    assert server.returncode == 0, output
    assert f"Dosekeeper on http://127.0.0.1:{port}" in output
    assert output.rstrip().endswith("Ctrl-C stops it."), "nothing stands below the sign-ins"
    assert "dr-reyes" in output
    with pytest.raises(ProcessLookupError):
        os.killpg(server.pid, 0)


def test_links_of_commands_beside_it_lead_to_it(clinic):
    port = free_port()
    server = start(clinic.env, port)
    try:
        assert answer(port, "/readyz")[0] == OK
        assert public_in(clinic.env) == f"http://127.0.0.1:{port}/box/"
        elsewhere = {**clinic.env, "DOSEKEEPER_URL": "https://harbor.example"}
        assert public_in(elsewhere) == "https://harbor.example/box/"
    finally:
        server.send_signal(signal.SIGTERM)
        server.communicate(timeout=SECONDS)
    assert public_in(clinic.env) == f"http://127.0.0.1:{port}/box/", "it was served there"


def public_in(env) -> str:
    """Return how another process makes an address whole that it prints or sends."""
    asks = (
        "import django; django.setup();"
        "from dosekeeper.door.check_in import public; print(public('/box/'))"
    )
    env = {**env, "DJANGO_SETTINGS_MODULE": "dosekeeper.site.settings"}
    done = subprocess.run(
        [sys.executable, "-c", asks],
        env=env,
        capture_output=True,
        text=True,
        check=True,
        timeout=SECONDS,
    )
    return str(done.stdout.strip())


@pytest.mark.parametrize("more", [(), ("--no-run-due",)])
def test_it_sends_what_is_due_by_itself_unless_told_not_to(clinic, more):
    from dosekeeper.store import outbox
    from tests.messages.receivers import mail_server
    from tests.messages.senders import reach

    for person in ("dr-reyes", "nell", "mona"):
        reach(person, datetime.now(UTC))
    connection.close()
    port = free_port()
    with mail_server() as mails:
        server = start({**clinic.env, "DOSEKEEPER_MAIL": mails.url}, port, *more)
        try:
            answer(port, "/healthz")
            until = time.monotonic() + (SECONDS if not more else 3)
            while not mails.mails and time.monotonic() < until:
                time.sleep(0.1)
            sent = len(mails.mails)
            if not more:
                while json.loads(answer(port, "/readyz")[1])["run-due"] == "late":
                    assert time.monotonic() < until
                    time.sleep(0.1)
            server.send_signal(signal.SIGTERM)
            output, _ = server.communicate(timeout=SECONDS)
        finally:
            server.kill()
    assert server.returncode == 0, output
    assert bool(sent) is not bool(more)
    assert (outbox.run_at() is None) is bool(more)


def test_outside_demo_mode_no_password_is_shown(sqlite_engine):
    port = free_port()
    server = start(sqlite_engine.env, port)
    try:
        assert answer(port, "/healthz")[0] == OK
        server.send_signal(signal.SIGTERM)
        output, _ = server.communicate(timeout=SECONDS)
    finally:
        server.kill()
    assert "demo-clinic-only" not in output


def test_a_taken_port_is_said_and_not_shared(run, sqlite_engine):
    with closing(socket.socket()) as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        done = run("serve", "--port", port)
    assert done.exit_code == 1
    assert f"port {port} of 127.0.0.1 is taken" in done.stderr


def test_sqlite_has_one_process(run, sqlite_engine):
    done = run("serve", "--workers", 2)
    assert done.exit_code == 1
    assert "several processes need PostgreSQL" in done.stderr


def test_check_says_that_all_is_in_order(run, sqlite_engine):
    done = run("check")
    assert done.exit_code == 0, done.output
    assert "in order" in done.output


def test_check_finds_what_is_wrong(run, sqlite_engine, monkeypatch, settings, tmp_path):
    settings.HOME = tmp_path
    (tmp_path / "secret-key").write_text("x")
    (tmp_path / "secret-key").chmod(0o644)
    monkeypatch.setattr("dosekeeper.cli.serving.missing_migrations", lambda: ["store.9999"])
    done = run("check")
    assert done.exit_code == 1
    assert "secret-key can be read by others" in done.output
    assert "lacks 1 migrations" in done.output


def test_a_folder_without_a_clinic_says_so_and_stays_empty(tmp_path):
    env = {**os.environ, "DOSEKEEPER_HOME": str(tmp_path), "DOSEKEEPER_DATABASE_URL": ""}
    env["DJANGO_SETTINGS_MODULE"] = "dosekeeper.site.settings"
    command = [sys.executable, "-m", "dosekeeper"]

    def dosekeeper(*arguments):
        return subprocess.run(
            [*command, *arguments], env=env, capture_output=True, text=True, check=False
        )

    for look in ("ledger verify", "chart lucia --as marco", "messages", "check"):
        lost = dosekeeper(*look.split())
        assert lost.returncode == 1
        assert lost.stderr.startswith(f"error: there is no clinic in {tmp_path}; name its")
        assert list(tmp_path.iterdir()) == [], f"{look} made something"
    (tmp_path / "dosekeeper.sqlite3").touch()
    old = dosekeeper("ledger", "verify")
    assert old.returncode == 1
    assert old.stderr.endswith("run: dosekeeper init\n")
    assert "Traceback" not in old.stderr
    assert dosekeeper("init").stdout.endswith("migrations done\n")
    assert dosekeeper("init").stdout == "up to date\n"
    whole = dosekeeper("ledger", "verify")
    assert whole.returncode == 0
    assert whole.stdout.startswith("0 journals, 0 entries: whole")


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("DOSEKEEPER_DATABASE_URL", "mysql://x", "DOSEKEEPER_DATABASE_URL begins with 'mysql'"),
        ("DOSEKEEPER_DATABASE_URL", "postgresql://nobody@127.0.0.1:9/none", "does not answer"),
        ("DOSEKEEPER_SQLITE_JOURNAL", "off", "must be one of delete, wal"),
    ],
)
def test_settings_that_cannot_be_are_told_in_one_line(tmp_path, name, value, told):
    (tmp_path / "dosekeeper.sqlite3").touch()
    env = {
        **os.environ,
        "DOSEKEEPER_HOME": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "dosekeeper.site.settings",
        name: value,
    }
    done = subprocess.run(
        [sys.executable, "-m", "dosekeeper", "check"],
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert told in done.stderr
    assert "Traceback" not in done.stderr


def test_judging_and_explaining_need_no_django():
    code = "import sys, dosekeeper.cli; sys.exit('django' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], check=False)
    assert done.returncode == 0


def test_the_program_says_which_version_it_is(run):
    said = run("--version")
    assert (said.exit_code, said.stdout) == (0, f"dosekeeper {__version__}\n")
