"""The database itself refuses to change or delete a fact, and to change a private part (erasing is allowed)."""

from django.db import migrations

MESSAGE = "the record is append-only"

SQLITE = [
    ("fact_no_update", "ledger_fact", "UPDATE"),
    ("fact_no_delete", "ledger_fact", "DELETE"),
    ("private_no_update", "ledger_privatepart", "UPDATE"),
]


def forwards(apps, schema_editor):
    connection = schema_editor.connection
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "CREATE FUNCTION ledger_refuse() RETURNS trigger LANGUAGE plpgsql AS "
                f"$$ BEGIN RAISE EXCEPTION '{MESSAGE}'; END $$"
            )
        for name, table, verb in SQLITE:
            if connection.vendor == "postgresql":
                cursor.execute(
                    f"CREATE TRIGGER {name} BEFORE {verb} ON {table} FOR EACH ROW EXECUTE FUNCTION ledger_refuse()"
                )
            else:
                cursor.execute(
                    f"CREATE TRIGGER {name} BEFORE {verb} ON {table} BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
                )
        if connection.vendor == "postgresql":
            cursor.execute(
                "CREATE TRIGGER fact_no_truncate BEFORE TRUNCATE ON ledger_fact "
                "FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse()"
            )


def backwards(apps, schema_editor):
    connection = schema_editor.connection
    with connection.cursor() as cursor:
        for name, table, _verb in SQLITE:
            suffix = f" ON {table}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER {name}{suffix}")
        if connection.vendor == "postgresql":
            cursor.execute("DROP TRIGGER fact_no_truncate ON ledger_fact")
            cursor.execute("DROP FUNCTION ledger_refuse()")


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_record")]
    operations = [migrations.RunPython(forwards, backwards)]
