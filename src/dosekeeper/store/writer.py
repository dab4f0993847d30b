"""One writer that commits the decisions waiting for it together.

A durable commit costs the disk the same for one decision as for fifty. Under load the
decisions that arrive while one commit is under way are judged one after the other in the
next transaction, and committed once. Nobody gets an answer before that commit is durable.

The decisions of a batch are judged in order, each on what the ones before it wrote, so the
outcome is that of some order one by one. If anything fails after something was written, the
whole batch is rolled back and each decision is run alone, judged again.
"""

import atexit
import queue
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.db import DatabaseError, InterfaceError, close_old_connections, connection
from typing_extensions import override

from dosekeeper.desk.ports import Pages
from dosekeeper.store.journal import DjangoJournal, OpenPages


T = TypeVar("T")
BATCH_MAX = 64
GATHER_SECONDS = 0.001
"""How long a writer waits, after a batch of many, for the same many to ask again."""


@dataclass(slots=True)
class _Waiting:
    stream: str
    work: Callable[[Pages], Any]
    patient: str | None
    answer: "Future[Any]" = field(default_factory=Future)


class _SpoiltBatchError(Exception):
    """Something failed after something was written."""


class GroupedJournal(DjangoJournal):
    """A journal whose decisions go through one thread of this process."""

    def __init__(self) -> None:
        """Start no thread yet: a server may still fork."""
        super().__init__()
        self._queue: queue.SimpleQueue[_Waiting | None] = queue.SimpleQueue()
        self._starting = threading.Lock()
        self._thread: threading.Thread | None = None
        self._last_size = 0

    @override
    def transact(
        self, stream: str, work: Callable[[Pages], T], *, patient: str | None = None
    ) -> T:
        """Let the writer run `work`, and wait until it is durable."""
        self._start()
        waiting = _Waiting(stream, work, patient)
        self._queue.put(waiting)
        answer: T = waiting.answer.result()
        return answer

    def close(self) -> None:
        """Let the writer finish what is waiting, and end."""
        with self._starting:
            thread, self._thread = self._thread, None
        if thread is not None:
            self._queue.put(None)
            thread.join()

    def _start(self) -> None:
        if self._thread is not None and self._thread.is_alive():
            return
        with self._starting:
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._run, name="writer", daemon=True)
                self._thread.start()
                atexit.register(self.close)

    def _run(self) -> None:
        try:
            while (first := self._queue.get()) is not None:
                batch, last = self._gather(first)
                self._last_size = len(batch)
                self._answer(batch)
                if last:
                    return
        finally:
            connection.close()

    def _gather(self, first: _Waiting) -> tuple[list[_Waiting], bool]:
        """Take what is waiting.

        Those who were just answered ask again one by one: without the moment's pause the
        first of them would get a commit to themselves every second time.
        """
        batch = [first]
        if self._last_size > 1:
            time.sleep(GATHER_SECONDS)
        while len(batch) < BATCH_MAX:
            try:
                more = self._queue.get_nowait()
            except queue.Empty:
                break
            if more is None:
                return batch, True
            batch.append(more)
        return batch, False

    def _answer(self, batch: list[_Waiting]) -> None:
        close_old_connections()
        if len(batch) > 1:
            try:
                answers = self._together(batch)
            except (_SpoiltBatchError, DatabaseError, InterfaceError):
                pass  # each alone: that tells whose fault it was, and tries again
            else:
                for waiting, (result, error) in zip(batch, answers, strict=True):
                    _tell(waiting, result, error)
                return
        for waiting in batch:
            self._alone(waiting)

    def _together(self, batch: list[_Waiting]) -> list[tuple[Any, BaseException | None]]:
        pages = self._pages()
        with self._transaction():
            patients = {waiting.patient for waiting in batch if waiting.patient is not None}
            pages.lock_all({waiting.stream for waiting in batch}, patients)
            answers = [self._one(pages, waiting) for waiting in batch]
        pages.keep()
        return answers

    def _one(self, pages: OpenPages, waiting: _Waiting) -> tuple[Any, BaseException | None]:
        before = pages.written
        try:
            pages.chart(waiting.stream)
            return waiting.work(pages), None
        except (DatabaseError, InterfaceError):
            raise
        except Exception as error:  # theirs to hear; the others go on
            if pages.written != before:
                raise _SpoiltBatchError from error
            return None, error

    def _alone(self, waiting: _Waiting) -> None:
        try:
            result = super().transact(waiting.stream, waiting.work)
        except Exception as error:  # noqa: BLE001 - whatever it is, somebody waits for it
            _tell(waiting, None, error)
        else:
            _tell(waiting, result, None)


def _tell(waiting: _Waiting, result: Any, error: BaseException | None) -> None:
    if error is not None:
        waiting.answer.set_exception(error)
    else:
        waiting.answer.set_result(result)
