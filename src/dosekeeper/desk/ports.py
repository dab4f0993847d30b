"""What the desk needs from the world: a journal to read and append to, policies, products.

``store`` and ``rulebook`` implement these; tests have them in memory.
"""

from collections.abc import Callable, Container
from typing import Protocol, TypeVar

from dosekeeper.core.chart import Chart
from dosekeeper.core.events import Entry
from dosekeeper.core.ledger import Books
from dosekeeper.core.policy import Policy


T = TypeVar("T")


class Pages(Protocol):
    """The journal inside one transaction. What is read here is locked until it ends."""

    def chart(self, stream: str) -> Chart:
        """Lock a stream and return its chart, without shelves; an unknown one is empty."""
        ...

    def shelf(self, site: str) -> Books | None:
        """Lock a site's stock and return it; None when its stock is not kept here."""
        ...

    def earlier(self, patient: str, *, besides: str) -> tuple[Chart, ...]:
        """Lock a patient and return the charts of their other courses, oldest first.

        All that were opened, closed or not, but for the stream ``besides``. Their streams
        are not locked: what is asked of a patient waits for the patient's lock, and what
        else is written there meanwhile is only told after this.
        """
        ...

    def answered(self, key: str) -> Entry | None:
        """Return the entry that a client's key has already led to."""
        ...

    def append(self, entry: Entry) -> None:
        """Write an entry and what follows from it, all or nothing."""
        ...


class Journal(Protocol):
    """The append-only record."""

    def transact(
        self, stream: str, work: Callable[[Pages], T], *, patient: str | None = None
    ) -> T:
        """Run ``work`` in one durable transaction that holds the stream's lock.

        A lost race runs ``work`` again, so that everything is judged again. When this
        returns, what was appended survives a power cut. Locks are taken courses first, then
        patients, then sites, each in the order of their names. ``patient`` is whose course
        is opened: no stream tells that yet, and who groups decisions has to know it before.
        """
        ...

    def look(self, stream: str, work: Callable[[Pages], T]) -> T:
        """Run ``work`` on a consistent state without locks; it must not append."""
        ...


class Policies(Protocol):
    """The policies this installation knows."""

    def named(self, name: str) -> Policy:
        """Return a policy by its name. Raises PolicyError when there is none."""
        ...

    @property
    def formulary(self) -> Container[str]:
        """The products a clinic may use here."""
        ...
