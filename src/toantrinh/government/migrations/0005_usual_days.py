from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("government", "0004_filed")]

    operations = [
        migrations.AlterField(
            model_name="calendarday",
            name="kind",
            field=models.CharField(
                choices=[("off", "Nghỉ"), ("made_up", "Làm bù"), ("usual", "Như thường")],
                max_length=10,
            ),
        ),
        migrations.RemoveConstraint(model_name="calendarday", name="calendar_day_kind_known"),
        migrations.AddConstraint(
            model_name="calendarday",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["off", "made_up", "usual"])),
                name="calendar_day_kind_known",
            ),
        ),
    ]
