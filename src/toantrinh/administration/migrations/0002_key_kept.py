import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("administration", "0001_initial")]

    operations = [
        migrations.AlterField(
            model_name="proposal",
            name="key",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, to="people.datakey"
            ),
        ),
    ]
