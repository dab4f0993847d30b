"""The database itself refuses to change or drop what the journal says.

On SQLite a row could also be replaced, which fires no trigger on DELETE: so an insert over
an existing row is refused too.
"""

from typing import Any

from django.db import migrations


TABLES = ("store_journalrow", "store_movementrow")

SQLITE = """
CREATE TRIGGER {table}_no_{lower} BEFORE {verb} ON {table}
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END
"""
SQLITE_REPLACE = """
CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table}
WHEN EXISTS (SELECT 1 FROM {table} WHERE {same})
BEGIN SELECT RAISE(ABORT, 'the journal is append-only: this place is taken'); END
"""
SAME = {
    "store_journalrow": (
        "id = NEW.id OR (stream = NEW.stream AND position = NEW.position)"
        " OR (NEW.key IS NOT NULL AND key = NEW.key)"
    ),
    "store_movementrow": "id = NEW.id OR (row_id = NEW.row_id AND number = NEW.number)",
}
POSTGRESQL_FUNCTION = """
CREATE FUNCTION store_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'the journal is append-only' USING ERRCODE = 'restrict_violation'; END $$
"""
POSTGRESQL = """
CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION store_append_only()
"""


def guard(_: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(POSTGRESQL_FUNCTION)
        for table in TABLES:
            schema_editor.execute(POSTGRESQL.format(table=table))
        return
    for table in TABLES:
        for verb in ("UPDATE", "DELETE"):
            schema_editor.execute(SQLITE.format(table=table, verb=verb, lower=verb.lower()))
        schema_editor.execute(SQLITE_REPLACE.format(table=table, same=SAME[table]))


class Migration(migrations.Migration):
    dependencies = [("store", "0001_tables")]
    # There is no way back: unguarding a journal is not something a command should do.
    operations = [migrations.RunPython(guard)]
