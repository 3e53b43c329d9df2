"""A procedure may be told of to more than one agency: each answers for its own province."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("alerts", "0002_subjects")]

    operations = [
        migrations.RemoveConstraint(model_name="alert", name="alert_once"),
        migrations.AddConstraint(
            model_name="alert",
            constraint=models.UniqueConstraint(
                fields=("rule", "subject", "code", "agency", "month"), name="alert_once"
            ),
        ),
    ]
