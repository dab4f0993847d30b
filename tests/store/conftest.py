"""Every journal there is, behind the one port."""

from collections.abc import Iterator

import pytest

from dosekeeper.desk.decide import Desk
from dosekeeper.desk.ports import Journal
from dosekeeper.rulebook import Rulebook
from dosekeeper.store.journal import CHARTS, DjangoJournal
from dosekeeper.store.writer import GroupedJournal
from tests.support.memory import MemoryJournal
from tests.support.walk import Walk


@pytest.fixture(autouse=True)
def charts_forgotten() -> Iterator[None]:
    """Charts are kept for the process, and a test's process has many databases."""
    CHARTS.forget()
    yield
    CHARTS.forget()


@pytest.fixture(params=["memory", "sqlite", "postgres", "grouped-sqlite", "grouped-postgres"])
def journal(request) -> Iterator[Journal]:
    """Each journal in turn: the reference, both engines, and both with one writer."""
    grouped, _, engine = request.param.rpartition("-")
    if engine == "memory":
        yield MemoryJournal()
        return
    request.getfixturevalue(f"{engine}_engine")
    if not grouped:
        yield DjangoJournal()
        return
    journal = GroupedJournal()
    yield journal
    journal.close()


@pytest.fixture
def desk(journal) -> Desk:
    return Desk(journal=journal, policies=Rulebook())


@pytest.fixture
def walk(desk) -> Walk:
    return Walk(desk)


@pytest.fixture
def told(engine) -> Walk:
    """On both engines: a pharmacy, and two courses of four weeks, one out of its stock."""
    desk = Desk(journal=DjangoJournal(), policies=Rulebook())
    return tell(desk)


def tell(desk: Desk) -> Walk:
    inside = Walk(desk, course="dana", site="main-pharmacy", counts_daily=False)
    inside.open_site(units=6)
    inside.receive(10, "lot-2")
    inside.open_course()
    inside.cycle()
    walk = Walk(desk, counts_daily=False)
    walk.open_course()
    walk.cycle()
    walk.said = [*inside.said, *walk.said]
    return walk


@pytest.fixture
def desk_told() -> Walk:
    """The same on the engine that was asked for by name (ask for it first)."""
    return tell(Desk(journal=DjangoJournal(), policies=Rulebook()))
