"""Set up, check and serve a clinic."""

import logging
import os
import socket
import sys
from typing import Annotated

import typer

from dosekeeper.cli.database import home, migrate, missing_migrations, open_database
from dosekeeper.cli.demo import doors
from dosekeeper.cli.ends import CommandError
from dosekeeper.cli.terminal import say


THREADS = 16
"""That many writes share one commit at most (docs/decisions/0005-granian-serves.md)."""
APPLICATION = "dosekeeper.site.wsgi:application"
PRIVATE = 0o077


def init() -> None:
    """Make the tables, or bring them up to date; needed once, and after each upgrade."""
    open_database(make=True)
    missing = missing_migrations()
    migrate()
    say(f"{len(missing)} migrations done" if missing else "up to date")


def check() -> None:
    """Check settings, database, files and rules; exit code 1 when something is wrong."""
    open_database(migrated=False)
    from django.conf import settings

    wrong = problems()
    for line in wrong:
        say(f"wrong  {line}", "red")
    if not settings.HTTPS:
        say("note   plain HTTP: this is for this machine only; DOSEKEEPER_HOSTS makes it HTTPS")
    if settings.DEMO:
        say("note   demo mode: sign-ins everybody knows are open")
    if not settings.MAIL:
        say("note   no mail server: what is to be mailed waits; set DOSEKEEPER_MAIL")
    if wrong:
        raise typer.Exit(1)
    say("settings, database, files and rules are in order")


def serve(
    port: Annotated[
        int, typer.Option(metavar="NUMBER", min=1, max=65_535, help="The port.")
    ] = 8000,
    host: Annotated[
        str, typer.Option(metavar="ADDRESS", help="Where to listen.")
    ] = "127.0.0.1",
    workers: Annotated[
        int,
        typer.Option(
            metavar="NUMBER", min=1, max=64, help="Processes; several need PostgreSQL."
        ),
    ] = 1,
    *,
    due: Annotated[
        bool,
        typer.Option(
            "--run-due/--no-run-due", help="Send what is due, or leave that to a timer."
        ),
    ] = True,
) -> None:
    """Serve the clinic until Ctrl-C; brings the tables up to date first."""
    if not free(host, port):
        raise CommandError(f"port {port} of {host} is taken; choose another with --port")
    url = f"http://{'[' + host + ']' if ':' in host else host}:{port}"
    _leave_word(url)
    open_database(make=True)
    from django.conf import settings
    from django.db import connection

    if workers > 1 and connection.vendor == "sqlite":
        raise CommandError("SQLite has one writer: several processes need PostgreSQL")
    migrate()
    if wrong := problems():
        raise CommandError("; ".join(wrong))
    connection.close()
    say(f"Dosekeeper on {url}")
    if settings.DEMO:
        say("The demo clinic. Sign in as any of these:")
        say(doors())
    say("Ctrl-C stops it.", "dim")
    sys.stdout.flush()
    # Read by site/wsgi.py, in the processes that serve.
    os.environ["DOSEKEEPER_RUNS_DUE"] = "1" if due else "0"
    run(host, port, workers)


def _leave_word(url: str) -> None:
    """Note the address before the settings read it: links of this server lead here too."""
    folder = home()
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = folder / f".address-{os.getpid()}"
        draft.write_text(f"{url}\n", "ascii")
        draft.replace(folder / "address")  # at once: a command may be reading it
    except OSError as error:
        raise CommandError(f"{folder} cannot be written to: {error.strerror}") from error


def run(host: str, port: int, workers: int) -> None:
    """Serve in processes of their own that end with this one."""
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels, logger

    logger.addFilter(_is_news)
    Granian(
        APPLICATION,
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=THREADS,
        websockets=False,
        log_level=LogLevels.warning,
        respawn_failed_workers=True,
    ).serve()


def _is_news(record: logging.LogRecord) -> bool:
    # So many threads are on purpose; all else that granian warns of is said.
    return not record.getMessage().startswith("Configuration allows spawning up to")


def free(host: str, port: int) -> bool:
    """Whether nobody listens there yet: granian would share the port in silence."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def problems() -> list[str]:
    """Return what stands in the way of serving, each in a sentence."""
    from django.core.checks import ERROR, run_checks

    found = [
        f"{each.msg} {each.hint or ''}".strip() for each in run_checks() if each.level >= ERROR
    ]
    if missing := missing_migrations():
        found.append(f"the database lacks {len(missing)} migrations; run: dosekeeper init")
    return [*found, *_home(), *_rules(), *_servers()]


def _home() -> list[str]:
    from django.conf import settings

    key = settings.HOME / "secret-key"
    found = []
    if not os.access(settings.HOME, os.W_OK):
        found.append(f"{settings.HOME} cannot be written to")
    if key.exists() and key.stat().st_mode & PRIVATE:
        found.append(f"{key} can be read by others; run: chmod 600 {key}")
    return found


def _servers() -> list[str]:
    """What messages are sent through has to be an address of something."""
    from dosekeeper.door.delivering import servers
    from dosekeeper.notify import check_servers

    return [f"DOSEKEEPER_{line}" for line in check_servers(servers())]


def _rules() -> list[str]:
    """Load every policy the sites here begin courses under."""
    from django.db import DatabaseError

    from dosekeeper.core.policy import PolicyError
    from dosekeeper.door import desk
    from dosekeeper.store import directory

    try:
        policies = sorted({site.policy for site in directory.sites()} | {"article"})
    except DatabaseError:
        return []  # without its tables, which was said above
    found = []
    for name in policies:
        try:
            desk().policies.named(name)
        except PolicyError as error:
            found.append(f"policy {error}")
    return found
