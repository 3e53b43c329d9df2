import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
from django.db import migrations, models

import toantrinh.kernel.ids


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Word",
            fields=[
                (
                    "word",
                    models.CharField(
                        db_collation="C", max_length=100, primary_key=True, serialize=False
                    ),
                ),
                ("procedures", models.PositiveIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="Procedure",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=toantrinh.kernel.ids.new_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("code", models.CharField(db_collation="C", max_length=20, unique=True)),
                ("name", models.CharField(max_length=1000)),
                ("plain_name", models.CharField(max_length=1000)),
                ("name_sort", models.TextField(db_collation="C")),
                ("sector", models.CharField(max_length=300)),
                ("level", models.CharField(max_length=100)),
                ("words", django.contrib.postgres.search.SearchVectorField()),
                ("name_folded", models.TextField()),
                ("other_folded", models.TextField()),
                ("name_marked", models.TextField()),
                ("open", models.BooleanField(default=True)),
                ("created_at", models.DateTimeField()),
            ],
            options={
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        fields=["words"], name="procedure_words"
                    ),
                    models.Index(fields=["sector", "name_sort"], name="procedure_sector"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Version",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=toantrinh.kernel.ids.new_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                (
                    "source",
                    models.CharField(
                        choices=[("national", "National"), ("authored", "Authored")], max_length=10
                    ),
                ),
                ("valid_from", models.DateField()),
                ("content", models.JSONField()),
                ("raw", models.JSONField(null=True)),
                ("digest", models.BinaryField()),
                ("created_at", models.DateTimeField()),
                (
                    "procedure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="versions",
                        to="catalogue.procedure",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("procedure", "number"), name="version_number"),
                    models.CheckConstraint(
                        condition=models.Q(("source__in", ["national", "authored"])),
                        name="version_source_known",
                    ),
                ],
            },
        ),
    ]
