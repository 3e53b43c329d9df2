import django.contrib.postgres.fields
from django.db import migrations, models


def _codes():
    return django.contrib.postgres.fields.ArrayField(
        base_field=models.CharField(max_length=100), default=list, size=None
    )


class Migration(migrations.Migration):
    dependencies = [("journal", "0001_initial")]

    operations = [
        migrations.AddField(
            "access",
            "post",
            models.CharField(blank=True, default="", max_length=60),
            preserve_default=False,
        ),
        migrations.AddField(
            "access",
            "basis",
            models.CharField(blank=True, default="", max_length=40),
            preserve_default=False,
        ),
        migrations.AddField(
            "access",
            "dossiers",
            django.contrib.postgres.fields.ArrayField(
                base_field=models.UUIDField(), default=list, size=None
            ),
        ),
        migrations.AddField("access", "fields", _codes()),
        migrations.AddField("access", "masked", _codes()),
    ]
