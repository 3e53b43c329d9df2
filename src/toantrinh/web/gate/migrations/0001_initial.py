from django.db import migrations

# What a crash may take: counts of one minute, and what the sign-in library counts and locks.
TABLES = """
CREATE UNLOGGED TABLE gate_knock (
    key bytea PRIMARY KEY,
    minute bigint NOT NULL,
    count integer NOT NULL
);
CREATE UNLOGGED TABLE gate_cache (
    cache_key varchar(255) PRIMARY KEY,
    value text NOT NULL,
    expires timestamptz NOT NULL
);
CREATE INDEX gate_cache_expires ON gate_cache (expires);
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.RunSQL(TABLES, reverse_sql="DROP TABLE gate_knock; DROP TABLE gate_cache;")
    ]
