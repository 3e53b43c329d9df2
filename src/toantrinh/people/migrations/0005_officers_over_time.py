import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
from django.contrib.postgres.search import SearchVector
from django.db import migrations, models
from django.db.models import Value

import toantrinh.kernel.ids
from toantrinh.kernel.text import fold


def _find_by_words(apps, editor):
    officers = apps.get_model("people", "Officer").objects.using(editor.connection.alias)
    for pk, name in officers.values_list("pk", "full_name"):
        words = SearchVector(Value(fold(name)), config="simple")
        officers.filter(pk=pk).update(name_words=words)


_ID = models.UUIDField(
    default=toantrinh.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
)


class Migration(migrations.Migration):
    dependencies = [("people", "0004_organisation_words")]

    operations = [
        migrations.AddField(
            model_name="officer",
            name="name_words",
            field=django.contrib.postgres.search.SearchVectorField(null=True),
        ),
        migrations.RunPython(_find_by_words, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="officer",
            name="name_words",
            field=django.contrib.postgres.search.SearchVectorField(),
        ),
        migrations.AddField(
            model_name="officer", name="disabled_at", field=models.DateTimeField(null=True)
        ),
        migrations.AlterField(
            model_name="officer",
            name="name_sort",
            field=models.CharField(db_collation="C", max_length=400),
        ),
        migrations.AddIndex(
            model_name="officer",
            index=models.Index(fields=["name_sort", "id"], name="officer_by_name"),
        ),
        migrations.AddIndex(
            model_name="officer",
            index=django.contrib.postgres.indexes.GinIndex(
                fields=["name_words"], name="officer_name_words"
            ),
        ),
        migrations.CreateModel(
            name="Absence",
            fields=[
                ("id", _ID.clone()),
                ("valid_from", models.DateField()),
                ("valid_to", models.DateField(null=True)),
                (
                    "officer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="absences",
                        to="people.officer",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["officer", "valid_from"], name="absence_dates")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to__isnull", True),
                            ("valid_to__gte", models.F("valid_from")),
                            _connector="OR",
                        ),
                        name="absence_dates_in_order",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Invitation",
            fields=[
                ("id", _ID.clone()),
                ("created_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("used_at", models.DateTimeField(null=True)),
                ("replaced_at", models.DateTimeField(null=True)),
                (
                    "officer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="invitations",
                        to="people.officer",
                    ),
                ),
            ],
        ),
    ]
