"""The product served as it is shipped, in a process of its own."""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from tests.support.engines import Engine
from tests.support.postgres import free_port


PATIENCE_SECONDS = 60


@dataclass(frozen=True)
class Server:
    url: str
    process: subprocess.Popen[bytes]
    log: Path

    def alive(self) -> bool:
        try:
            with urlopen(f"{self.url}/healthz", timeout=5) as answer:  # noqa: S310 - our own
                return bool(answer.status == 200)
        except (URLError, OSError):
            return False


@contextmanager
def served(engine: Engine, **more: str) -> Iterator[Server]:
    """Serve a database until the block ends."""
    port, log = free_port(), engine.home / "server.log"
    with log.open("ab") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "dosekeeper", "serve", "--port", str(port)],
            env={**engine.env, **more},
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    server = Server(f"http://127.0.0.1:{port}", process, log)
    try:
        wait_for(server)
        yield server
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def wait_for(server: Server) -> None:
    give_up_at = time.monotonic() + PATIENCE_SECONDS
    while not server.alive():
        assert server.process.poll() is None, server.log.read_text()
        assert time.monotonic() < give_up_at, server.log.read_text()
        time.sleep(0.1)
