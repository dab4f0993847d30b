"""The database itself refuses to change what the journal says."""

import pytest
from django.db import DatabaseError, connection, transaction

from dosekeeper.store.models import Holding
from tests import cast


TAMPERINGS = [
    "UPDATE store_journalrow SET body = '{}'",
    "UPDATE store_journalrow SET digest = prev_digest WHERE position = 1",
    "DELETE FROM store_journalrow WHERE position = 2",
    "UPDATE store_movementrow SET units = units + 1",
    "DELETE FROM store_movementrow",
]
ON_SQLITE = [
    "INSERT OR REPLACE INTO store_journalrow SELECT * FROM store_journalrow WHERE position = 1",
    "REPLACE INTO store_movementrow SELECT * FROM store_movementrow",
    "UPDATE OR REPLACE store_journalrow SET position = 1 WHERE position = 2",
]
ON_POSTGRESQL = [
    "TRUNCATE store_journalrow CASCADE",
    (
        "INSERT INTO store_journalrow SELECT * FROM store_journalrow WHERE position = 1"
        " ON CONFLICT (id) DO UPDATE SET body = ''"
    ),
]


def refused(statement):
    before = rows()
    with (
        pytest.raises(DatabaseError, match=r"append-only|foreign key"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    assert rows() == before


def rows():
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM store_journalrow ORDER BY id")
        journal = cursor.fetchall()
        cursor.execute("SELECT * FROM store_movementrow ORDER BY id")
        return journal, cursor.fetchall()


@pytest.mark.parametrize("statement", TAMPERINGS)
def test_both_engines_refuse_to_change_or_delete(told, statement):
    refused(statement)


@pytest.mark.parametrize("statement", ON_SQLITE)
def test_sqlite_refuses_to_replace(sqlite_engine, desk_told, statement):
    refused(statement)


@pytest.mark.parametrize("statement", ON_POSTGRESQL)
def test_postgresql_refuses_to_truncate_or_upsert(postgres_engine, desk_told, statement):
    refused(statement)


def test_no_owned_hand_can_be_written_below_zero(told):
    (stock,) = Holding.objects.filter(hand=cast.SHELF, lot="lot-2")
    with pytest.raises(DatabaseError, match="holding_not_below_zero"), transaction.atomic():
        Holding.objects.filter(pk=stock.pk).update(units=-1)
