import django.contrib.postgres.fields
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
            name="AgencyKind",
            fields=[
                ("code", models.CharField(max_length=30, primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=200)),
                (
                    "tier",
                    models.CharField(
                        choices=[("nation", "Trung ương"), ("province", "Tỉnh"), ("commune", "Xã")],
                        max_length=10,
                    ),
                ),
                ("vertical", models.BooleanField(default=False)),
                ("one_stop", models.BooleanField(default=False)),
            ],
        ),
        migrations.CreateModel(
            name="DataVersion",
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
                ("digest", models.CharField(max_length=64)),
                ("loaded_at", models.DateTimeField(db_index=True)),
                ("counts", models.JSONField()),
                ("changes", models.JSONField()),
            ],
        ),
        migrations.CreateModel(
            name="CalendarDay",
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
                ("day", models.DateField()),
                (
                    "kind",
                    models.CharField(
                        choices=[("off", "Nghỉ"), ("made_up", "Làm bù")], max_length=10
                    ),
                ),
                ("name", models.CharField(max_length=150)),
                ("replaces", models.DateField(null=True)),
                ("unit_code", models.CharField(blank=True, max_length=5)),
                ("source", models.CharField(max_length=300)),
                ("certainty", models.CharField(max_length=10)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("day", "unit_code"), name="calendar_day_scope"),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["off", "made_up"])),
                        name="calendar_day_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("certainty__in", ["found", "high", "medium", "low"])),
                        name="calendar_day_certainty_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Rule",
            fields=[
                ("valid_from", models.DateField()),
                ("valid_to", models.DateField(null=True)),
                ("agency_key", models.CharField(blank=True, db_collation="C", max_length=40)),
                ("kind_code", models.CharField(blank=True, max_length=30)),
                ("unit_code", models.CharField(blank=True, max_length=5)),
                ("source", models.CharField(max_length=300)),
                ("certainty", models.CharField(max_length=10)),
                (
                    "id",
                    models.UUIDField(
                        default=toantrinh.kernel.ids.new_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("key", models.CharField(max_length=60)),
                ("value", models.JSONField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("key", "agency_key", "kind_code", "unit_code", "valid_from"),
                        name="rule_scope_from",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to__isnull", True),
                            ("valid_to__gte", models.F("valid_from")),
                            _connector="OR",
                        ),
                        name="rule_dates_in_order",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("certainty__in", ["found", "high", "medium", "low"])),
                        name="rule_certainty_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Unit",
            fields=[
                ("valid_from", models.DateField()),
                ("valid_to", models.DateField(null=True)),
                (
                    "id",
                    models.UUIDField(
                        default=toantrinh.kernel.ids.new_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("code", models.CharField(max_length=5)),
                ("name", models.CharField(max_length=100)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("tinh", "Tỉnh"),
                            ("thanh_pho", "Thành phố"),
                            ("xa", "Xã"),
                            ("phuong", "Phường"),
                            ("dac_khu", "Đặc khu"),
                        ],
                        max_length=10,
                    ),
                ),
                ("parent_code", models.CharField(blank=True, max_length=5)),
                ("name_sort", models.CharField(db_collation="C", max_length=400)),
                ("folded", models.CharField(db_collation="C", max_length=120)),
                (
                    "words",
                    models.GeneratedField(
                        db_persist=True,
                        expression=django.contrib.postgres.search.SearchVector(
                            "folded", config="simple"
                        ),
                        output_field=django.contrib.postgres.search.SearchVectorField(),
                    ),
                ),
                (
                    "predecessors",
                    models.ManyToManyField(related_name="successors", to="government.unit"),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Agency",
            fields=[
                ("valid_from", models.DateField()),
                ("valid_to", models.DateField(null=True)),
                (
                    "id",
                    models.UUIDField(
                        default=toantrinh.kernel.ids.new_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("key", models.CharField(db_collation="C", max_length=40)),
                ("code", models.CharField(db_collation="C", max_length=50)),
                ("official", models.BooleanField(default=False)),
                ("name", models.CharField(max_length=250)),
                ("name_sort", models.CharField(db_collation="C", max_length=800)),
                ("folded", models.CharField(db_collation="C", max_length=250)),
                (
                    "words",
                    models.GeneratedField(
                        db_persist=True,
                        expression=django.contrib.postgres.search.SearchVector(
                            "folded", config="simple"
                        ),
                        output_field=django.contrib.postgres.search.SearchVectorField(),
                    ),
                ),
                ("path", models.CharField(db_collation="C", max_length=250)),
                (
                    "parent",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="government.agency",
                    ),
                ),
                (
                    "successor",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="predecessors",
                        to="government.agency",
                    ),
                ),
                (
                    "kind",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="agencies",
                        to="government.agencykind",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="agencies",
                        to="government.unit",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="WorkingHours",
            fields=[
                ("valid_from", models.DateField()),
                ("valid_to", models.DateField(null=True)),
                ("agency_key", models.CharField(blank=True, db_collation="C", max_length=40)),
                ("kind_code", models.CharField(blank=True, max_length=30)),
                ("unit_code", models.CharField(blank=True, max_length=5)),
                ("source", models.CharField(max_length=300)),
                ("certainty", models.CharField(max_length=10)),
                (
                    "id",
                    models.UUIDField(
                        default=toantrinh.kernel.ids.new_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("spells", models.JSONField()),
                ("season_from", models.CharField(blank=True, max_length=5)),
                ("season_to", models.CharField(blank=True, max_length=5)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=(
                            "agency_key",
                            "kind_code",
                            "unit_code",
                            "season_from",
                            "valid_from",
                        ),
                        name="hours_scope_from",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to__isnull", True),
                            ("valid_to__gte", models.F("valid_from")),
                            _connector="OR",
                        ),
                        name="hours_dates_in_order",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("certainty__in", ["found", "high", "medium", "low"])),
                        name="hours_certainty_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Post",
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
                ("code", models.CharField(db_collation="C", max_length=60)),
                ("title", models.CharField(max_length=150)),
                (
                    "roles",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("reception", "Tiếp nhận và trả kết quả"),
                                ("specialist", "Thụ lý"),
                                ("leader", "Lãnh đạo"),
                            ],
                            max_length=12,
                        ),
                        size=None,
                    ),
                ),
                ("signs", models.BooleanField(default=False)),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="posts",
                        to="government.agency",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("agency", "code"), name="post_code"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("roles__contained_by", ["reception", "specialist", "leader"]),
                            ("roles__len__gt", 0),
                        ),
                        name="post_roles_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("signs", False), ("roles__contains", ["leader"]), _connector="OR"
                        ),
                        name="post_only_leaders_sign",
                    ),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="unit",
            index=models.Index(fields=["parent_code", "name_sort"], name="unit_parent"),
        ),
        migrations.AddIndex(
            model_name="unit",
            index=django.contrib.postgres.indexes.GinIndex(fields=["words"], name="unit_words"),
        ),
        migrations.AddConstraint(
            model_name="unit",
            constraint=models.UniqueConstraint(
                fields=("code", "valid_from"), name="unit_code_from"
            ),
        ),
        migrations.AddConstraint(
            model_name="unit",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_to__isnull", True),
                    ("valid_to__gte", models.F("valid_from")),
                    _connector="OR",
                ),
                name="unit_dates_in_order",
            ),
        ),
        migrations.AddConstraint(
            model_name="unit",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["tinh", "thanh_pho", "xa", "phuong", "dac_khu"])),
                name="unit_kind_known",
            ),
        ),
        migrations.AddIndex(
            model_name="agency",
            index=models.Index(fields=["path"], name="agency_path"),
        ),
        migrations.AddIndex(
            model_name="agency",
            index=django.contrib.postgres.indexes.GinIndex(fields=["words"], name="agency_words"),
        ),
        migrations.AddConstraint(
            model_name="agency",
            constraint=models.UniqueConstraint(
                fields=("code", "valid_from"), name="agency_code_from"
            ),
        ),
        migrations.AddConstraint(
            model_name="agency",
            constraint=models.UniqueConstraint(
                fields=("key", "valid_from"), name="agency_key_from"
            ),
        ),
        migrations.AddConstraint(
            model_name="agency",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_to__isnull", True),
                    ("valid_to__gte", models.F("valid_from")),
                    _connector="OR",
                ),
                name="agency_dates_in_order",
            ),
        ),
        migrations.AddConstraint(
            model_name="agency",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("official", True),
                    models.Q(
                        ("code__regex", "^[A-Z]\\d{2}(\\.\\d{2,3}(\\.\\d{2})?)?$"), _negated=True
                    ),
                    _connector="OR",
                ),
                name="agency_code_ours_looks_so",
            ),
        ),
        migrations.AddConstraint(
            model_name="agency",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("official", False),
                    ("code__regex", "^[A-Z]\\d{2}(\\.\\d{2,3}(\\.\\d{2})?)?$"),
                    _connector="OR",
                ),
                name="agency_code_official_looks_so",
            ),
        ),
    ]
