"""Alerts are of places, agencies and procedures; until now of places alone."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("alerts", "0001_initial")]

    operations = [
        migrations.RemoveConstraint(model_name="alert", name="alert_once"),
        migrations.RenameField(model_name="alert", old_name="place", new_name="code"),
        migrations.AlterField(
            model_name="alert",
            name="code",
            field=models.CharField(db_collation="C", max_length=40),
        ),
        migrations.AddField(
            model_name="alert",
            name="subject",
            field=models.CharField(
                choices=[("place", "Địa bàn"), ("agency", "Cơ quan"), ("procedure", "Thủ tục")],
                default="place",
                max_length=9,
            ),
        ),
        migrations.AddConstraint(
            model_name="alert",
            constraint=models.UniqueConstraint(
                fields=("rule", "subject", "code", "month"), name="alert_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="alert",
            constraint=models.CheckConstraint(
                condition=models.Q(("subject__in", ["place", "agency", "procedure"])),
                name="alert_subject_known",
            ),
        ),
    ]
