"""One folder for all that a test run leaves on disk, removed however the run ends.

The process that pytest was started as makes it; workers of pytest-xdist find it
through the environment. A shell waits for that process to end, even by kill -9, and
then stops a PostgreSQL that runs in the folder and removes it: a test run must not
leave a database server behind on the machine of whoever interrupted it.
"""

import fcntl
import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


NAME = "DOSEKEEPER_TEST_RUN"
CLEANER = """
trap '' INT
read _
for pid_file in "$1"/*/data/postmaster.pid; do
    if [ -e "$pid_file" ]; then
        kill -INT "$(head -n 1 "$pid_file")"
        while [ -e "$pid_file" ]; do sleep 0.05; done
    fi
done
rm -rf "$1"
"""
# Kept from being collected, which would end their input at once.
CLEANERS: list[subprocess.Popen[bytes]] = []


def run_folder() -> Path:
    if NAME not in os.environ:
        folder = tempfile.mkdtemp(prefix="dosekeeper-test-")
        # PostgreSQL runs as another user when we are root, and has to pass through.
        Path(folder).chmod(0o711)
        os.environ[NAME] = folder
        # Its input ends when this process does; nobody has to remember anything.
        CLEANERS.append(
            subprocess.Popen(
                ["sh", "-c", CLEANER, "sh", folder],
                stdin=subprocess.PIPE,
                start_new_session=True,
            )
        )
    return Path(os.environ[NAME])


@contextmanager
def one_at_a_time(name: str) -> Iterator[None]:
    """Let one worker do what all of them need; the others wait and find it done."""
    with (run_folder() / f"{name}.lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
