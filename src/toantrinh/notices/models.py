"""Which messages were sent, so that none is sent twice."""

from django.db import models

from toantrinh.kernel.ids import new_id


class Notice(models.Model):
    """One message to one address. What it said is not kept here; `key` names what it was about."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    # What happened and to whom it is told, e.g. `dossier/<id>/4/applicant`.
    key = models.CharField(max_length=150, unique=True, db_collation="C")
    channel = models.CharField(max_length=10, default="email")
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
