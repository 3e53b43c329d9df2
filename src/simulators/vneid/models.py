"""The invented citizens and organisations, and how they prove who they are."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.db import models


class DemoHasher(PBKDF2PasswordHasher):
    """Quick, because the passcodes it hides stand on the sign-in page anyway."""

    algorithm = "pbkdf2_sha256_demo"
    iterations = 1000


class CitizenManager(BaseUserManager["Citizen"]):
    """Finds citizens; `loading` makes them."""


class Citizen(AbstractBaseUser):
    """One account. Levels are those of NĐ 69/2024: 1 reads own data, 2 does everything.

    An organisation's account has no level; `person` then is the human in whose hands it is, and
    each of them has a row and a passcode of their own. `number` then is the organisation's code,
    with `.2` and so on behind it for further hands.
    """

    number = models.CharField(max_length=12, unique=True)
    full_name = models.CharField(max_length=200)
    birth_date = models.DateField()
    sex = models.CharField(max_length=6)
    level = models.PositiveSmallIntegerField(null=True)
    person = models.ForeignKey(
        "self", null=True, on_delete=models.CASCADE, related_name="organisation_accounts"
    )
    commune_code = models.CharField(max_length=5)
    commune = models.CharField(max_length=200)
    phone = models.CharField(max_length=20)
    email = models.EmailField()
    about = models.CharField(max_length=200)
    # Shown on the sign-in page: an invented person has nothing to hide.
    passcode = models.CharField(max_length=6)
    # A locked account may not be used until its holder has it unlocked.
    is_active = models.BooleanField(default=True)

    USERNAME_FIELD = "number"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects = CitizenManager()

    class Meta:
        ordering = ("id",)
        constraints = [
            # 003 is given to no province, so that no real number can be meant.
            models.CheckConstraint(
                name="citizen_is_invented", condition=models.Q(number__startswith="003")
            ),
            models.CheckConstraint(
                name="citizen_level_known",
                condition=models.Q(level__in=[1, 2], person__isnull=True)
                | models.Q(level__isnull=True, person__isnull=False),
            ),
        ]

    @property
    def organisation_code(self) -> str:
        """The organisation whose account this is; empty for a citizen's own."""
        return self.number.partition(".")[0] if self.level is None else ""
