import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import toantrinh.kernel.ids


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("government", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="DataKey",
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
                ("wrapped", models.BinaryField()),
                ("wrapping_key", models.CharField(max_length=40)),
                ("created_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="User",
            fields=[
                ("password", models.CharField(max_length=128, verbose_name="password")),
                (
                    "last_login",
                    models.DateTimeField(blank=True, null=True, verbose_name="last login"),
                ),
                (
                    "id",
                    models.UUIDField(
                        default=toantrinh.kernel.ids.new_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("username", models.CharField(max_length=150, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[("citizen", "Citizen"), ("officer", "Officer")], max_length=10
                    ),
                ),
                ("email", models.EmailField(blank=True, max_length=254)),
                ("is_active", models.BooleanField(default=True)),
                ("session_round", models.PositiveIntegerField(default=0)),
                ("created_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["citizen", "officer"])),
                        name="user_kind_known",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Officer",
            fields=[
                ("head_seq", models.PositiveIntegerField(default=0)),
                ("head_hash", models.BinaryField(default=b"")),
                (
                    "id",
                    models.UUIDField(
                        default=toantrinh.kernel.ids.new_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("full_name", models.CharField(max_length=200)),
                ("name_sort", models.CharField(db_index=True, max_length=400)),
                ("email", models.EmailField(blank=True, max_length=254)),
                ("synthetic", models.BooleanField(default=False)),
                ("created_at", models.DateTimeField()),
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="officer",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Person",
            fields=[
                ("head_seq", models.PositiveIntegerField(default=0)),
                ("head_hash", models.BinaryField(default=b"")),
                (
                    "id",
                    models.UUIDField(
                        default=toantrinh.kernel.ids.new_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("full_name", models.CharField(max_length=200)),
                ("name_sort", models.CharField(db_index=True, max_length=400)),
                ("name_words", django.contrib.postgres.search.SearchVectorField()),
                ("birth_date", models.DateField(null=True)),
                ("number_hash", models.BinaryField(null=True, unique=True)),
                ("number_sealed", models.BinaryField(null=True)),
                ("email", models.EmailField(blank=True, max_length=254)),
                ("phone_hash", models.BinaryField(db_index=True, null=True)),
                ("phone_sealed", models.BinaryField(null=True)),
                ("commune_code", models.CharField(blank=True, max_length=10)),
                ("synthetic", models.BooleanField(default=False)),
                ("created_at", models.DateTimeField()),
                (
                    "key",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, to="people.datakey"
                    ),
                ),
                (
                    "user",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="person",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        fields=["name_words"], name="person_name_words"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Posting",
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
                ("valid_from", models.DateField()),
                ("valid_to", models.DateField(null=True)),
                (
                    "officer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="postings",
                        to="people.officer",
                    ),
                ),
                (
                    "post",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="postings",
                        to="government.post",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["post", "valid_from"], name="posting_post_dates")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to__isnull", True),
                            ("valid_to__gte", models.F("valid_from")),
                            _connector="OR",
                        ),
                        name="posting_dates_in_order",
                    )
                ],
            },
        ),
    ]
