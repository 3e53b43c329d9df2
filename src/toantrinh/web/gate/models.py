"""Where somebody is signed in now."""

from django.db import models

from toantrinh.kernel.ids import new_id
from toantrinh.people.models import User


class Stay(models.Model):
    """A session as its owner knows it again: the device, the network, since when, last seen.

    `proof` is what the session shows of the login's password and round: a stay with an older one
    has ended. The address is kept no nearer than a network.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="stays")
    session_key = models.CharField(max_length=40, unique=True)
    proof = models.CharField(max_length=128)
    device = models.CharField(max_length=40)
    network = models.CharField(max_length=45)
    began_at = models.DateTimeField()
    seen_at = models.DateTimeField()
