from django.db import migrations, models

_ORIGIN = models.CharField(
    choices=[("files", "Tệp dữ liệu"), ("house", "Người quản trị")],
    default="files",
    max_length=5,
)
_TABLES = {
    "agency": "agency",
    "calendarday": "calendar_day",
    "rule": "rule",
    "workinghours": "hours",
}
# A post is open since its agency was.
_SINCE_ITS_AGENCY = """
UPDATE government_post SET valid_from = government_agency.valid_from
FROM government_agency WHERE government_agency.id = government_post.agency_id
"""


class Migration(migrations.Migration):
    dependencies = [("government", "0002_governing_posts")]

    operations = [
        *(
            migrations.AddField(model_name=table, name="origin", field=_ORIGIN.clone())
            for table in _TABLES
        ),
        *(
            migrations.AddConstraint(
                model_name=table,
                constraint=models.CheckConstraint(
                    name=f"{name}_origin_known",
                    condition=models.Q(("origin__in", ["files", "house"])),
                ),
            )
            for table, name in _TABLES.items()
        ),
        migrations.AddField(
            model_name="post", name="valid_from", field=models.DateField(null=True)
        ),
        migrations.AddField(model_name="post", name="valid_to", field=models.DateField(null=True)),
        migrations.RunSQL(_SINCE_ITS_AGENCY, migrations.RunSQL.noop),
        migrations.AlterField(model_name="post", name="valid_from", field=models.DateField()),
        migrations.RemoveConstraint(model_name="post", name="post_code"),
        migrations.AddConstraint(
            model_name="post",
            constraint=models.UniqueConstraint(
                fields=("agency", "code", "valid_from"), name="post_code_from"
            ),
        ),
        migrations.AddConstraint(
            model_name="post",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_to__isnull", True),
                    ("valid_to__gte", models.F("valid_from")),
                    _connector="OR",
                ),
                name="post_dates_in_order",
            ),
        ),
    ]
