import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0001_initial"),
        ("people", "0003_erased_keys"),
    ]

    operations = [
        migrations.AddField(
            "storedfile",
            "key",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="people.datakey",
            ),
        ),
        # Uploads on their way, whose pieces lie there unsealed: their senders begin again.
        migrations.RunSQL("DELETE FROM documents_uploadsession", migrations.RunSQL.noop),
        migrations.RemoveField("uploadsession", "label"),
        migrations.AddField(
            "uploadsession",
            "label_sealed",
            models.BinaryField(default=b""),
            preserve_default=False,
        ),
        migrations.AddField(
            "uploadsession",
            "key",
            models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.datakey"
            ),
        ),
    ]
