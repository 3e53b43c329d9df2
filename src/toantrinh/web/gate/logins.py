"""Which logins Django knows: officers' by password, citizens' only through their provider."""

# The sign-in library carries no types, so its classes are Any to the checker.
# mypy: disallow-subclassing-any=False

from typing import Any
from uuid import UUID

from allauth.account.auth_backends import AuthenticationBackend

from toantrinh.host.ready import Ready
from toantrinh.people.models import LoginKind, User

_LOGIN = Ready(
    lambda user: User.objects.select_related("person", "officer").filter(pk=user, is_active=True),
    user=UUID,
)


class Logins(AuthenticationBackend):
    """The library's backend for officers' passwords; a citizen's login has none to try."""

    def get_user(self, user_id: Any) -> User | None:
        """The login of a session, with the human behind it in the same query."""
        return _LOGIN.first(user=user_id)

    def _check_password(self, user: User | None, password: str) -> User | None:
        # Not by user_can_authenticate: the library lets who fails there through as "inactive".
        officer = user if user is not None and user.kind == LoginKind.OFFICER else None
        found: User | None = super()._check_password(officer, password)
        return found
