import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0001_initial"),
        ("mandates", "0001_initial"),
        ("people", "0002_organisation_representation"),
    ]

    operations = [
        migrations.AddField(
            model_name="mandate",
            name="organisation",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="mandates_given",
                to="people.organisation",
            ),
        ),
        migrations.AddIndex(
            model_name="mandate",
            index=models.Index(
                condition=models.Q(("organisation__isnull", False)),
                fields=["organisation", "-made_at"],
                name="mandate_organisation",
            ),
        ),
        migrations.AddConstraint(
            model_name="mandate",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("organisation__isnull", True),
                    models.Q(("kind", "client"), ("route", "granted")),
                    _connector="OR",
                ),
                name="mandate_of_organisation",
            ),
        ),
    ]
