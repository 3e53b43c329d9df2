from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("gate", "0001_initial")]
    operations = [
        # What it held for the sign-in library, people's rows of tries and used codes hold now.
        migrations.RunSQL("DROP TABLE gate_cache", reverse_sql=migrations.RunSQL.noop)
    ]
