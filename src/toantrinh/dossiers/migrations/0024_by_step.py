"""Lists far and wide in the order of when steps are due."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("dossiers", "0023_step_times"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="dossier",
            index=models.Index(
                condition=models.Q(
                    ("state__in", ["accepted", "processing", "consulting", "proposed"])
                ),
                fields=["state", "step_due_at", "id"],
                include=("agency_path",),
                name="dossier_step",
            ),
        ),
    ]
