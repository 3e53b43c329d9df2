import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

import toantrinh.kernel.ids


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.RunSQL(
            "CREATE SEQUENCE journal_event_position; CREATE SEQUENCE journal_access_position;",
            "DROP SEQUENCE journal_event_position; DROP SEQUENCE journal_access_position;",
        ),
        migrations.CreateModel(
            name="Event",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "stream",
                        "seq",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("stream", models.CharField(db_collation="C", max_length=100)),
                ("seq", models.PositiveIntegerField()),
                ("action", models.CharField(max_length=60)),
                ("actor", models.CharField(max_length=60)),
                ("agency", models.UUIDField(null=True)),
                ("at", models.DateTimeField(db_index=True)),
                ("payload", models.JSONField()),
                ("prev_hash", models.BinaryField()),
                ("hash", models.BinaryField()),
                ("position", models.BigIntegerField(default=0, unique=True)),
            ],
        ),
        migrations.CreateModel(
            name="Seal",
            fields=[
                ("number", models.PositiveIntegerField(primary_key=True, serialize=False)),
                ("content", models.TextField()),
                ("signature", models.BinaryField()),
            ],
        ),
        migrations.CreateModel(
            name="Stream",
            fields=[
                ("head_seq", models.PositiveIntegerField(default=0)),
                ("head_hash", models.BinaryField(default=b"")),
                (
                    "name",
                    models.CharField(
                        db_collation="C", max_length=100, primary_key=True, serialize=False
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Access",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=toantrinh.kernel.ids.new_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("at", models.DateTimeField()),
                ("actor", models.CharField(db_index=True, max_length=60)),
                ("agency", models.UUIDField(null=True)),
                ("page", models.CharField(max_length=80)),
                ("purpose", models.CharField(max_length=40)),
                ("subject", models.CharField(blank=True, max_length=100)),
                (
                    "persons",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.UUIDField(), size=None
                    ),
                ),
                ("hash", models.BinaryField()),
                ("position", models.BigIntegerField(default=0, unique=True)),
            ],
            options={
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        fields=["persons"], name="access_persons"
                    )
                ],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="access",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="656e87c01e5c5632e98d674a0f56662b545e96bf",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_81fe2",
                    table="journal_access",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="access",
            trigger=pgtrigger.compiler.Trigger(
                name="no_truncate",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'journal rows are never removed';",
                    hash="7ce56f0a063fa19ed0022303733b4f162bad24dd",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_no_truncate_993c6",
                    table="journal_access",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="access",
            trigger=pgtrigger.compiler.Trigger(
                name="position",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="PERFORM pg_advisory_xact_lock_shared(7318001); NEW.position := nextval('journal_access_position'); RETURN NEW;",
                    hash="b32694e80dee6720124d6dca1cff27af76cc5008",
                    operation="INSERT",
                    pgid="pgtrigger_position_7b9aa",
                    table="journal_access",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="event",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="da77f54c04892830fa4b7afdc2180cfd649da875",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_b6bcd",
                    table="journal_event",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="event",
            trigger=pgtrigger.compiler.Trigger(
                name="no_truncate",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'journal rows are never removed';",
                    hash="a9a6b3767b556f2a16533569278b30e96b7a5089",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_no_truncate_abfb2",
                    table="journal_event",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="event",
            trigger=pgtrigger.compiler.Trigger(
                name="follows",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\nIF NEW.seq = 1 THEN\n    IF NEW.prev_hash <> ''::bytea THEN\n        RAISE EXCEPTION 'the first event of % has a predecessor', NEW.stream;\n    END IF;\nELSIF NOT EXISTS (\n    SELECT 1 FROM journal_event\n    WHERE stream = NEW.stream AND seq = NEW.seq - 1 AND hash = NEW.prev_hash\n) THEN\n    RAISE EXCEPTION 'event % of % does not follow its predecessor', NEW.seq, NEW.stream;\nEND IF;\nPERFORM pg_advisory_xact_lock_shared(7318001); NEW.position := nextval('journal_event_position'); RETURN NEW;",
                    hash="83e7a1ab25852c289ad02eadd9ee78bd9c8b8b21",
                    operation="INSERT",
                    pgid="pgtrigger_follows_e23db",
                    table="journal_event",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="seal",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="04193f21a5bb87d02d024c561dd89a4ee8d084f6",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_3b26c",
                    table="journal_seal",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="seal",
            trigger=pgtrigger.compiler.Trigger(
                name="no_truncate",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'journal rows are never removed';",
                    hash="505600719a55d7f61b44a9f105c4e5296f38a189",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_no_truncate_0aba9",
                    table="journal_seal",
                    when="BEFORE",
                ),
            ),
        ),
    ]
