"""As whom a command acts: an officer by their login, at a post that may do it."""

from collections.abc import Set
from typing import TYPE_CHECKING

from toantrinh.kernel.actors import Actor
from toantrinh.kernel.errors import NotFound

if TYPE_CHECKING:
    from collections.abc import Iterable


def publisher(username: str) -> Actor:
    """The officer, at the first of their posts that publishes procedures. Raises NotFound."""
    from toantrinh.catalogue.perms import PUBLISHERS

    found = _at_post_with(username, PUBLISHERS)
    if found is None:
        raise NotFound("Không có lãnh đạo hay người quản trị nào đăng nhập bằng tên này.")
    return found


def editor(username: str) -> Actor:
    """The officer, at the first of their posts that writes procedures. Raises NotFound."""
    from toantrinh.catalogue.perms import EDITOR

    found = _at_post_with(username, {EDITOR})
    if found is None:
        raise NotFound(
            "Không có người biên tập thủ tục nào đăng nhập bằng tên này.",
            remedy="Tạo bằng: toantrinh createadmin --role catalogue_editor",
        )
    return found


def _at_post_with(username: str, roles: Set[str]) -> Actor | None:
    from toantrinh.people.models import User
    from toantrinh.people.queries import as_officer, postings_of_login

    user = User.objects.filter(username=username).first()
    actors: Iterable[Actor] = map(as_officer, postings_of_login(user) if user else [])
    return next((actor for actor in actors if actor.roles & roles), None)
