"""What was kept was counted by states alone; it is worked out again when somebody asks."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("bottlenecks", "0001_initial")]

    operations = [
        migrations.RunSQL("DELETE FROM bottlenecks_kept", migrations.RunSQL.noop),
    ]
