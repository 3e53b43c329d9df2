import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.comparison
import django.db.models.functions.text
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

import toantrinh.kernel.ids


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("documents", "0001_initial"),
        ("people", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Mandate",
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
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("child", "Child"),
                            ("ward", "Ward"),
                            ("parent", "Parent"),
                            ("client", "Client"),
                            ("villager", "Villager"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "route",
                    models.CharField(
                        choices=[
                            ("granted", "Granted"),
                            ("asked", "Asked"),
                            ("declared", "Declared"),
                            ("recorded", "Recorded"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "procedures",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=20), default=list, size=None
                    ),
                ),
                ("all_procedures", models.BooleanField(default=False)),
                ("valid_from", models.DateField()),
                ("valid_to", models.DateField()),
                ("answer_by", models.DateField(null=True)),
                ("place", models.CharField(blank=True, max_length=5)),
                ("declared_sealed", models.BinaryField(null=True)),
                ("made_at", models.DateTimeField()),
                ("made_by", models.CharField(max_length=60)),
                ("confirmed_at", models.DateTimeField(null=True)),
                ("confirmed_by", models.CharField(blank=True, max_length=60)),
                ("ended_at", models.DateTimeField(null=True)),
                ("ended_by", models.CharField(blank=True, max_length=60)),
                (
                    "ending",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("refused", "Refused"),
                            ("revoked", "Revoked"),
                            ("given_up", "Given Up"),
                            ("at_desk", "At Desk"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "grantor",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="mandates_given",
                        to="people.person",
                    ),
                ),
                (
                    "holder",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="mandates_held",
                        to="people.person",
                    ),
                ),
                (
                    "proof",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="documents.storedfile",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(
                            ("confirmed_at__isnull", False), ("ended_at__isnull", True)
                        ),
                        fields=["holder", "grantor"],
                        name="mandate_in_force",
                    ),
                    models.Index(fields=["grantor", "-made_at"], name="mandate_grantor"),
                    models.Index(fields=["holder", "-made_at"], name="mandate_holder"),
                    models.Index(
                        condition=models.Q(("place", ""), _negated=True),
                        fields=["place", "-made_at"],
                        name="mandate_place",
                    ),
                    models.Index(fields=["valid_to"], name="mandate_last_day"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ["child", "ward", "parent", "client", "villager"])
                        ),
                        name="mandate_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("route", "recorded"),
                            models.Q(("kind__in", ["child", "ward"]), ("route", "declared")),
                            models.Q(
                                ("kind__in", ["parent", "client", "villager"]),
                                ("route__in", ["granted", "asked"]),
                            ),
                            _connector="OR",
                        ),
                        name="mandate_route",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("all_procedures", True),
                                ("kind__in", ["child", "ward"]),
                                ("procedures__len", 0),
                            ),
                            models.Q(("all_procedures", False), ("procedures__len__gt", 0)),
                            _connector="OR",
                        ),
                        name="mandate_scope",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("valid_to__gte", models.F("valid_from"))),
                        name="mandate_dates_in_order",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("grantor__isnull", True),
                            models.Q(("grantor", models.F("holder")), _negated=True),
                            _connector="OR",
                        ),
                        name="mandate_not_for_oneself",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("grantor__isnull", False),
                            models.Q(("confirmed_at__isnull", True), ("route", "declared")),
                            _connector="OR",
                        ),
                        name="mandate_for_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("route__in", ["granted", "asked"]),
                            ("proof__isnull", False),
                            models.Q(("declared_sealed__isnull", False), ("route", "declared")),
                            _connector="OR",
                        ),
                        name="mandate_proof",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("confirmed_at__isnull", True), ("confirmed_by", "")),
                            models.Q(
                                ("confirmed_at__isnull", False),
                                models.Q(("confirmed_by", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="mandate_silence_is_no_consent",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("confirmed_at__isnull", True),
                            ("route__in", ["declared", "recorded"]),
                            (
                                "confirmed_by",
                                django.db.models.functions.text.Concat(
                                    models.Value("person/"),
                                    django.db.models.functions.comparison.Cast(
                                        "grantor_id", models.CharField(max_length=36)
                                    ),
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="mandate_given_by_its_grantor",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at__isnull", True), ("ended_by", ""), ("ending", "")),
                            models.Q(
                                ("ended_at__isnull", False),
                                ("ending__in", ["refused", "revoked", "given_up", "at_desk"]),
                                models.Q(("ended_by", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="mandate_end_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ending", "refused"), _negated=True),
                            ("confirmed_at__isnull", True),
                            _connector="OR",
                        ),
                        name="mandate_refused_before_confirmed",
                    ),
                ],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="mandate",
            trigger=pgtrigger.compiler.Trigger(
                name="kept",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                    hash="ebf50145f95ec73dfd201295a70a0ea947740809",
                    operation="DELETE",
                    pgid="pgtrigger_kept_4efef",
                    table="mandates_mandate",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="mandate",
            trigger=pgtrigger.compiler.Trigger(
                name="kept_whole",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'mandates are never removed';",
                    hash="3abd037e89dfdc3657773f5fe2ae1aebe14a9aaf",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_kept_whole_31a69",
                    table="mandates_mandate",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="mandate",
            trigger=pgtrigger.compiler.Trigger(
                name="said",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\nIF TG_OP = 'INSERT'\n    AND (NEW.confirmed_at IS NULL) <> (NEW.route IN ('asked', 'declared')) THEN\n    RAISE EXCEPTION 'mandate % is confirmed when somebody confirms it', NEW.id;\nEND IF;\nIF NOT EXISTS (\n    SELECT 1 FROM journal_event\n    WHERE stream = 'mandate/' || NEW.id AND seq = NEW.head_seq AND hash = NEW.head_hash\n        AND (TG_OP = 'INSERT' OR seq > OLD.head_seq)\n        AND actor = CASE\n            WHEN NEW.ended_at IS NOT NULL THEN NEW.ended_by\n            WHEN NEW.confirmed_at IS NOT NULL THEN NEW.confirmed_by\n            ELSE NEW.made_by\n        END\n        AND action = CASE\n            WHEN NEW.ended_at IS NOT NULL THEN 'end'\n            WHEN TG_OP = 'UPDATE' THEN 'confirm'\n            WHEN NEW.route = 'granted' THEN 'grant'\n            WHEN NEW.route = 'recorded' THEN 'record'\n            WHEN NEW.route = 'asked' THEN 'ask'\n            ELSE 'declare'\n        END\n) THEN\n    RAISE EXCEPTION 'the journal does not say this of mandate %', NEW.id;\nEND IF;\nRETURN NEW;\n",
                    hash="d76204145778d4f385116feafaa7f4b68a3183d8",
                    operation="INSERT",
                    pgid="pgtrigger_said_bd666",
                    table="mandates_mandate",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="mandate",
            trigger=pgtrigger.compiler.Trigger(
                name="terms_stand",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\nIF to_jsonb(NEW) - '{grantor_id,confirmed_at,confirmed_by,ended_at,ended_by,ending,head_seq,head_hash}'::text[]\n    IS DISTINCT FROM to_jsonb(OLD) - '{grantor_id,confirmed_at,confirmed_by,ended_at,ended_by,ending,head_seq,head_hash}'::text[] THEN\n    RAISE EXCEPTION 'the terms of mandate % never change', OLD.id;\nEND IF;\nIF OLD.ended_at IS NOT NULL AND NEW IS DISTINCT FROM OLD THEN\n    RAISE EXCEPTION 'mandate % has ended', OLD.id;\nEND IF;\nIF OLD.confirmed_at IS NOT NULL AND (NEW.confirmed_at, NEW.confirmed_by, NEW.grantor_id)\n    IS DISTINCT FROM (OLD.confirmed_at, OLD.confirmed_by, OLD.grantor_id) THEN\n    RAISE EXCEPTION 'the confirmation of mandate % is not undone', OLD.id;\nEND IF;\nIF NEW.grantor_id IS DISTINCT FROM OLD.grantor_id\n    AND (OLD.grantor_id IS NOT NULL OR NEW.confirmed_at IS NULL) THEN\n    RAISE EXCEPTION 'the grantor of mandate % never changes', OLD.id;\nEND IF;\n\nIF TG_OP = 'INSERT'\n    AND (NEW.confirmed_at IS NULL) <> (NEW.route IN ('asked', 'declared')) THEN\n    RAISE EXCEPTION 'mandate % is confirmed when somebody confirms it', NEW.id;\nEND IF;\nIF NOT EXISTS (\n    SELECT 1 FROM journal_event\n    WHERE stream = 'mandate/' || NEW.id AND seq = NEW.head_seq AND hash = NEW.head_hash\n        AND (TG_OP = 'INSERT' OR seq > OLD.head_seq)\n        AND actor = CASE\n            WHEN NEW.ended_at IS NOT NULL THEN NEW.ended_by\n            WHEN NEW.confirmed_at IS NOT NULL THEN NEW.confirmed_by\n            ELSE NEW.made_by\n        END\n        AND action = CASE\n            WHEN NEW.ended_at IS NOT NULL THEN 'end'\n            WHEN TG_OP = 'UPDATE' THEN 'confirm'\n            WHEN NEW.route = 'granted' THEN 'grant'\n            WHEN NEW.route = 'recorded' THEN 'record'\n            WHEN NEW.route = 'asked' THEN 'ask'\n            ELSE 'declare'\n        END\n) THEN\n    RAISE EXCEPTION 'the journal does not say this of mandate %', NEW.id;\nEND IF;\nRETURN NEW;\n",
                    hash="28a07acaf869278556ea25617df569d6c21da516",
                    operation="UPDATE",
                    pgid="pgtrigger_terms_stand_ec13d",
                    table="mandates_mandate",
                    when="BEFORE",
                ),
            ),
        ),
    ]
