import django.db.models.deletion
from django.db import migrations, models

from toantrinh.people.sealing import seal


def seal_labels(apps, schema_editor):
    """Close what senders called their files; without the dossier's key nothing of it is kept."""
    papers = apps.get_model("dossiers", "Paper").objects.using(schema_editor.connection.alias)
    for paper in papers.select_related("dossier__key").iterator(chunk_size=1000):
        if paper.dossier.key is not None:
            place = f"dossier/{paper.dossier_id}/paper/{paper.number}"
            sealed = seal(paper.dossier.key, paper.label, place)
            papers.filter(dossier=paper.dossier_id, number=paper.number).update(label_sealed=sealed)


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0002_sealed_files"),
        ("dossiers", "0003_drafts_are_nowhere"),
    ]

    operations = [
        migrations.AlterField(
            "dossier",
            "key",
            models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, to="people.datakey"
            ),
        ),
        migrations.AddField(
            "paper", "label_sealed", models.BinaryField(default=b""), preserve_default=False
        ),
        migrations.RunPython(seal_labels, migrations.RunPython.noop, elidable=True),
        migrations.RemoveField("paper", "label"),
        # Salts in the clear would let a guess at erased answers be checked against their hash.
        migrations.RemoveField("revision", "salt"),
    ]
