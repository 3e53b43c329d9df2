import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("dossiers", "0005_going"),
        ("mandates", "0002_organisation"),
    ]

    operations = [
        migrations.AddField(
            model_name="dossier",
            name="mandate",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="dossiers",
                to="mandates.mandate",
            ),
        ),
    ]
