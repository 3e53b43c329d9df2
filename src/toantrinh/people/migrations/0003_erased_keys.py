import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0002_organisation_representation")]

    operations = [
        migrations.AddField("datakey", "erased_at", models.DateTimeField(null=True)),
        migrations.AlterField(
            "datakey", "wrapping_key", models.CharField(db_index=True, max_length=40)
        ),
        migrations.AlterField(
            "person",
            "key",
            models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, to="people.datakey"
            ),
        ),
        migrations.AddConstraint(
            "datakey",
            models.CheckConstraint(
                name="datakey_erased_is_empty",
                condition=models.Q(
                    models.Q(
                        ("erased_at__isnull", True), models.Q(("wrapped", b""), _negated=True)
                    ),
                    models.Q(("erased_at__isnull", False), ("wrapped", b""), ("wrapping_key", "")),
                    _connector="OR",
                ),
            ),
        ),
    ]
