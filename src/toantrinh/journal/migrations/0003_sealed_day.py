import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("journal", "0002_looks_say_more"),
    ]

    operations = [
        migrations.CreateModel(
            name="SealedDay",
            fields=[
                ("day", models.DateField(primary_key=True, serialize=False)),
                ("content", models.TextField()),
                ("signature", models.BinaryField()),
            ],
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="sealedday",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="fc9a58f8dafa59d08ff0da37068168e88fcc39e4",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_64433",
                    table="journal_sealedday",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="sealedday",
            trigger=pgtrigger.compiler.Trigger(
                name="no_truncate",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'journal rows are never removed';",
                    hash="e284c13ffedcc3296b6503b6cb4b8c787189f23e",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_no_truncate_a01c9",
                    table="journal_sealedday",
                    when="BEFORE",
                ),
            ),
        ),
    ]
