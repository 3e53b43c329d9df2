import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

import toantrinh.dossiers.states
import toantrinh.kernel.ids


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("catalogue", "0001_initial"),
        ("documents", "0001_initial"),
        ("government", "0001_initial"),
        ("people", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="CodeCounter",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "prefix",
                        "day",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("prefix", models.CharField(db_collation="C", max_length=50)),
                ("day", models.DateField()),
                ("last", models.PositiveIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="Dossier",
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
                ("code", models.CharField(db_collation="C", max_length=70, null=True, unique=True)),
                (
                    "channel",
                    models.CharField(
                        choices=[("online", "Online"), ("direct", "Direct"), ("post", "Post")],
                        max_length=10,
                    ),
                ),
                ("place", models.CharField(blank=True, max_length=5)),
                ("province", models.CharField(blank=True, max_length=5)),
                ("agency_path", models.CharField(blank=True, db_collation="C", max_length=250)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "draft"),
                            ("submitted", "submitted"),
                            ("incomplete", "incomplete"),
                            ("accepted", "accepted"),
                            ("denied", "denied"),
                            ("processing", "processing"),
                            ("proposed", "proposed"),
                            ("supplementing", "supplementing"),
                            ("paying", "paying"),
                            ("withdrawn", "withdrawn"),
                            ("stopped", "stopped"),
                            ("ready", "ready"),
                            ("returned", "returned"),
                        ],
                        max_length=20,
                    ),
                ),
                ("status_code", models.PositiveSmallIntegerField()),
                (
                    "holder",
                    models.CharField(
                        choices=[
                            ("applicant", "applicant"),
                            ("desk", "desk"),
                            ("agency", "agency"),
                            ("officer", "officer"),
                            ("leader", "leader"),
                            ("nobody", "nobody"),
                        ],
                        max_length=10,
                    ),
                ),
                ("created_at", models.DateTimeField()),
                ("submitted_at", models.DateTimeField(null=True)),
                ("received_at", models.DateTimeField(null=True)),
                ("original_due_at", models.DateTimeField(null=True)),
                ("due_at", models.DateTimeField(null=True)),
                ("decided_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "agency",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="dossiers",
                        to="government.agency",
                    ),
                ),
                (
                    "applicant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="dossiers",
                        to="people.person",
                    ),
                ),
                (
                    "approved_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.officer",
                    ),
                ),
                (
                    "desk",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="desk_dossiers",
                        to="government.agency",
                    ),
                ),
                (
                    "key",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, to="people.datakey"
                    ),
                ),
                (
                    "officer",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="dossiers",
                        to="people.officer",
                    ),
                ),
                (
                    "previous",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="dossiers.dossier",
                    ),
                ),
                (
                    "proposed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.officer",
                    ),
                ),
                (
                    "result",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="dossiers",
                        to="documents.document",
                    ),
                ),
                (
                    "support",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="government.agency",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="dossiers",
                        to="catalogue.version",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Draft",
            fields=[
                (
                    "dossier",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        serialize=False,
                        to="dossiers.dossier",
                    ),
                ),
                ("sealed", models.BinaryField()),
                ("saved", models.PositiveIntegerField(default=0)),
                ("updated_at", models.DateTimeField(db_index=True)),
            ],
        ),
        migrations.CreateModel(
            name="Note",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "dossier",
                        "number",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("missing", "Missing"),
                            ("refusal", "Refusal"),
                            ("sent_back", "Sent Back"),
                            ("withdrawal", "Withdrawal"),
                            ("message", "Message"),
                        ],
                        max_length=12,
                    ),
                ),
                ("sealed", models.BinaryField()),
                ("missing", models.JSONField(default=list)),
                ("internal", models.BooleanField(default=False)),
                ("by", models.CharField(max_length=60)),
                ("at", models.DateTimeField()),
                (
                    "dossier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notes",
                        to="dossiers.dossier",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Paper",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "dossier",
                        "number",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("key", models.CharField(max_length=40)),
                ("label", models.CharField(max_length=200)),
                ("revision", models.PositiveIntegerField(default=0)),
                ("at", models.DateTimeField()),
                (
                    "dossier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="papers",
                        to="dossiers.dossier",
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="documents.storedfile",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Pause",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "dossier",
                        "number",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                (
                    "mode",
                    models.CharField(
                        choices=[("pause", "pause"), ("restart", "restart")], max_length=10
                    ),
                ),
                ("since", models.DateTimeField()),
                ("until", models.DateTimeField(null=True)),
                (
                    "dossier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="pauses",
                        to="dossiers.dossier",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Revision",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "dossier",
                        "number",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("sealed", models.BinaryField()),
                ("salt", models.BinaryField()),
                ("answers_hash", models.BinaryField()),
                ("at", models.DateTimeField()),
                (
                    "dossier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="revisions",
                        to="dossiers.dossier",
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="dossier",
            index=models.Index(fields=["agency_path", "state", "due_at"], name="dossier_queue"),
        ),
        migrations.AddIndex(
            model_name="dossier",
            index=models.Index(fields=["desk", "state", "submitted_at"], name="dossier_desk"),
        ),
        migrations.AddIndex(
            model_name="dossier",
            index=models.Index(fields=["applicant", "-created_at"], name="dossier_applicant"),
        ),
        migrations.AddIndex(
            model_name="dossier",
            index=models.Index(fields=["province", "status_code"], name="dossier_province"),
        ),
        migrations.AddConstraint(
            model_name="dossier",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("approved_by__isnull", True),
                    models.Q(
                        ("proposed_by__isnull", False),
                        models.Q(("approved_by", models.F("proposed_by")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="dossier_four_eyes",
            ),
        ),
        migrations.AddConstraint(
            model_name="dossier",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state", toantrinh.dossiers.states.State["DRAFT"]),
                    ("code__isnull", False),
                    _connector="OR",
                ),
                name="dossier_code_once_submitted",
            ),
        ),
        migrations.AddConstraint(
            model_name="dossier",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("holder", toantrinh.dossiers.states.Holder["OFFICER"]),
                        ("officer__isnull", False),
                    ),
                    models.Q(
                        ("holder", toantrinh.dossiers.states.Holder["OFFICER"]), _negated=True
                    ),
                    _connector="OR",
                ),
                name="dossier_one_holder",
            ),
        ),
        migrations.AddConstraint(
            model_name="dossier",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state", toantrinh.dossiers.states.State["DRAFT"]),
                    models.Q(("agency__isnull", False), ("desk__isnull", False)),
                    _connector="OR",
                ),
                name="dossier_has_agency",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="dossier",
            trigger=pgtrigger.compiler.Trigger(
                name="terminal_is_terminal",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="IF OLD.status_code IN (3, 7, 8, 10) AND NEW.state <> OLD.state THEN RAISE EXCEPTION 'dossier % has ended', OLD.code; END IF; RETURN NEW;",
                    hash="07d63e55fb8a3548d25c79ad2d5a03e935d2b1fe",
                    operation="UPDATE",
                    pgid="pgtrigger_terminal_is_terminal_76dfb",
                    table="dossiers_dossier",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="dossier",
            trigger=pgtrigger.compiler.Trigger(
                name="kept",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."code" IS NOT NULL)',
                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                    hash="a83e4629c00b478dcfd81a7294c946676f6f97ca",
                    operation="DELETE",
                    pgid="pgtrigger_kept_09f6f",
                    table="dossiers_dossier",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="revision",
            trigger=pgtrigger.compiler.Trigger(
                name="never_rewritten",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                    hash="534ae669f8db8ff10c9889d037861ba54df9d855",
                    operation="UPDATE",
                    pgid="pgtrigger_never_rewritten_3dafb",
                    table="dossiers_revision",
                    when="BEFORE",
                ),
            ),
        ),
    ]
