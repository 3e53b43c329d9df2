"""Who may send a file, and add to one that is on its way."""

from uuid import UUID

from toantrinh.documents.models import UploadSession
from toantrinh.kernel.actors import Actor
from toantrinh.kernel.errors import NotAllowed, NotFound


def sender(actor: Actor) -> UUID:
    """The person, officer or organisation that sends; the system sends no files."""
    if actor.id is None:
        raise NotAllowed("Bạn cần đăng nhập để gửi tệp.")
    return actor.id


def check_own(session: UploadSession, actor: Actor) -> None:
    """Only who began an upload may add to it; others don't learn that there is one."""
    if session.owner_id != actor.id:
        raise NotFound("Không tìm thấy lần tải tệp này.")
