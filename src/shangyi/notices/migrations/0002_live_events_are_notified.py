"""On PostgreSQL the id of every new event goes out when its transaction commits; SQLite is asked instead."""

from django.db import migrations

NOTIFY = """
CREATE FUNCTION notices_tell_live() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('shangyi_live', NEW.id::text);
    RETURN NULL;
END $$;
CREATE TRIGGER notices_liveevent_told AFTER INSERT ON notices_liveevent
    FOR EACH ROW EXECUTE FUNCTION notices_tell_live();
"""
SILENCE = """
DROP TRIGGER notices_liveevent_told ON notices_liveevent;
DROP FUNCTION notices_tell_live();
"""


def on_postgres(sql):
    def run(apps, schema_editor):
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(sql)

    return run


class Migration(migrations.Migration):
    dependencies = [("notices", "0001_outbox_and_live_events")]

    operations = [migrations.RunPython(on_postgres(NOTIFY), on_postgres(SILENCE))]
