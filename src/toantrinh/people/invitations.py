"""Invitations: an officer's first way in, by a link that works once and not for long.

The text of the link is a keyed hash of the invitation's id, so that nothing that is stored, not
even in a backup of the database, lets anybody in.
"""

import base64
import hmac
import re
from datetime import timedelta
from uuid import UUID

from django.db import transaction

from toantrinh.kernel.actors import Actor
from toantrinh.kernel.errors import Conflict, NotFound
from toantrinh.kernel.time import now
from toantrinh.people.models import Invitation, Officer, User
from toantrinh.people.officers import append, lock
from toantrinh.people.sealing import keyed_hash

_SHAPE = re.compile(r"([0-9a-f]{32})([A-Za-z0-9_-]{32})")
_BYTES = 24


@transaction.atomic
def invite(officer: Officer, *, hours: int, actor: Actor) -> Invitation:
    """A way in for somebody who has no password yet; it takes the place of earlier ones."""
    locked = lock(officer)
    if locked.user.has_usable_password():
        raise Conflict("Cán bộ này đã đặt mật khẩu rồi.")
    if not locked.email:
        raise Conflict("Cán bộ này chưa có địa chỉ thư điện tử.")
    moment = now()
    locked.invitations.filter(used_at=None, replaced_at=None).update(replaced_at=moment)
    invitation = Invitation.objects.create(
        officer=locked, created_at=moment, expires_at=moment + timedelta(hours=hours)
    )
    append(locked, "invite", actor=actor, payload={"invitation": str(invitation.id)})
    return invitation


def text_of(invitation: Invitation) -> str:
    """What stands at the end of the link."""
    secret = keyed_hash("invitation", str(invitation.id))[:_BYTES]
    return invitation.id.hex + base64.urlsafe_b64encode(secret).decode()


def find(text: str) -> Invitation:
    """The invitation of a link that still works. Raises NotFound, the same for all that fails."""
    found = _SHAPE.fullmatch(text)
    row = Invitation.objects.filter(pk=UUID(found[1])).first() if found else None
    if row is None or not hmac.compare_digest(text_of(row), text) or not _works(row):
        raise NotFound(
            "Đường dẫn mời này không còn dùng được.",
            remedy="Hãy nhờ người quản trị của cơ quan gửi lại thư mời.",
        )
    return row


@transaction.atomic
def accept(text: str, *, password: str) -> User:
    """Set the first password by a link, once. The caller has asked the password's validators."""
    officer = lock(find(text).officer)
    # Again under the lock: of two tabs one comes second.
    invitation = find(text)
    user = officer.user
    user.set_password(password)
    user.save(update_fields=["password"])
    invitation.used_at = now()
    invitation.save(update_fields=["used_at"])
    actor = Actor("officer", id=officer.id, login_id=user.id)
    append(officer, "accept_invitation", actor=actor, payload={"invitation": str(invitation.id)})
    return user


def _works(invitation: Invitation) -> bool:
    return (
        invitation.used_at is None
        and invitation.replaced_at is None
        and now() < invitation.expires_at
        and invitation.officer.user.is_active
    )
