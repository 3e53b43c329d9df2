"""Tokens with which programs act for somebody."""

from django.db import models

from toantrinh.kernel.ids import new_id
from toantrinh.people.models import Person, Posting


class Token(models.Model):
    """A token of a person, or of an officer at one post. Only its hash is kept.

    What it signs, the officer answered for who let it sign.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=100)
    person = models.ForeignKey(Person, null=True, on_delete=models.CASCADE, related_name="tokens")
    posting = models.ForeignKey(Posting, null=True, on_delete=models.CASCADE, related_name="tokens")
    secret_hash = models.BinaryField()
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    may_sign = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="token_of_one",
                condition=models.Q(person__isnull=True, posting__isnull=False)
                | models.Q(person__isnull=False, posting__isnull=True),
            ),
            models.CheckConstraint(
                name="only_officers_tokens_sign",
                condition=models.Q(may_sign=False) | models.Q(posting__isnull=False),
            ),
        ]
