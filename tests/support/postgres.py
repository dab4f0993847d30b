"""A private PostgreSQL for the tests: started when first asked for, one for all workers.

It syncs to disk as in production: a test of durability on a server that does not
would prove nothing.
"""

import json
import os
import pwd
import secrets
import shutil
import socket
import subprocess
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import psycopg
import pytest
from system_packages import postgresql

from tests.support.run_folder import one_at_a_time, run_folder


OWNER = "dosekeeper"
# Thirty-two racing processes, twice, and what the other workers hold meanwhile.
CONNECTIONS = 300


@dataclass(frozen=True)
class Cluster:
    folder: str
    port: int
    password: str

    def url(self, database: str) -> str:
        return f"postgresql://{OWNER}:{self.password}@127.0.0.1:{self.port}/{database}"

    def create(self, database: str, template: str = "template0") -> str:
        """Make a database, empty or a copy of a template; return its URL."""
        self.run(f'CREATE DATABASE "{database}" TEMPLATE "{template}"')
        return self.url(database)

    def drop(self, database: str) -> None:
        self.run(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')

    def run(self, statement: str) -> None:
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(statement.encode())

    def stop(self, mode: str = "fast") -> None:
        control(Path(self.folder), "stop", "-m", mode)

    def start(self) -> None:
        control(Path(self.folder), "start", "-o", self.options())

    def options(self) -> str:
        settings = {
            "listen_addresses": "127.0.0.1",
            "port": self.port,
            "unix_socket_directories": self.folder,
            "max_connections": CONNECTIONS,
            "fsync": "on",
            "synchronous_commit": "on",
        }
        return " ".join(f"-c {name}={value}" for name, value in settings.items())


def new_cluster(folder: Path) -> Cluster:
    """Initialise and start a server that keeps everything in this folder."""
    folder.mkdir(mode=0o700)
    password = secrets.token_urlsafe(24)
    password_file = folder / "password"
    password_file.write_text(password)
    if os.geteuid() == 0:
        for path in (folder, password_file):
            shutil.chown(path, unprivileged_user())
    program(
        folder,
        "initdb",
        *("--pgdata", str(folder / "data"), "--username", OWNER),
        *("--auth", "scram-sha-256", "--pwfile", str(password_file)),
        *("--encoding", "UTF8", "--locale", "C", "--no-sync"),
    )
    cluster = Cluster(str(folder), free_port(), password)
    cluster.start()
    return cluster


def control(folder: Path, *arguments: str) -> None:
    data, log = str(folder / "data"), str(folder / "log")
    program(folder, "pg_ctl", "--wait", "--pgdata", data, "--log", log, *arguments)


def program(folder: Path, name: str, *arguments: str) -> None:
    place = postgresql()
    if place is None:
        pytest.fail(
            "PostgreSQL is missing: `make test` installs it or says how "
            "(tools/system_packages.py)"
        )
    # PostgreSQL refuses to run as root.
    user = unprivileged_user() if os.geteuid() == 0 else None
    # Not through a pipe: the server would inherit it and hold it open.
    output = folder / f"{name}.output"
    with output.open("a") as file:
        done = subprocess.run(
            [place / name, *arguments],
            check=False,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=subprocess.STDOUT,
            user=user,
            group=pwd.getpwnam(user).pw_gid if user else None,
            extra_groups=[] if user else None,
        )
    if done.returncode != 0:
        logs = [file.read_text() for file in (output, folder / "log") if file.exists()]
        pytest.fail(f"{name} failed:\n" + "\n".join(logs))


def unprivileged_user() -> str:
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def shared_cluster() -> Cluster:
    note = run_folder() / "postgres.json"
    with one_at_a_time("postgres"):
        if not note.exists():
            cluster = new_cluster(run_folder() / "postgres")
            note.write_text(json.dumps(asdict(cluster)))
    return Cluster(**json.loads(note.read_text()))


@pytest.fixture(scope="session")
def postgres() -> Cluster:
    """The PostgreSQL of this test run."""
    return shared_cluster()


@pytest.fixture
def postgres_url(postgres: Cluster) -> Iterator[str]:
    """An empty database of one's own."""
    name = f"empty_{secrets.token_hex(6)}"
    yield postgres.create(name)
    postgres.drop(name)
