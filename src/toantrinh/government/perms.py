"""Who may change what government is: the system with its files, and leaders in their own house."""

from toantrinh.government.models import Agency
from toantrinh.kernel.actors import Actor
from toantrinh.kernel.errors import NotAllowed


def check_load(actor: Actor) -> None:
    """Only the system loads files. Raises NotAllowed."""
    if actor.kind != "system":
        raise NotAllowed("Chỉ hệ thống được nạp danh mục đơn vị và cơ quan.")


def check_open_post(actor: Actor, agency: Agency) -> None:
    """The system, or a leader of the agency or of one above it. Raises NotAllowed."""
    if actor.kind == "system":
        return
    if "leader" in actor.roles and actor.agency_id is not None:
        above = Agency.objects.get(id=actor.agency_id)
        if agency.path.startswith(above.path):
            return
    raise NotAllowed("Chỉ lãnh đạo cơ quan hoặc cấp trên được mở vị trí công tác.")
