"""Who may change what government is: the system with its files, and who governs an agency."""

from collections.abc import Iterator

from toantrinh.government.models import Agency
from toantrinh.government.outline import COMMITTEE, Outline
from toantrinh.kernel.actors import Actor
from toantrinh.kernel.errors import NotAllowed


def check_load(actor: Actor) -> None:
    """Only the system loads files. Raises NotAllowed."""
    if actor.kind != "system":
        raise NotAllowed("Chỉ hệ thống được nạp danh mục đơn vị và cơ quan.")


def check_open_post(actor: Actor, agency: Agency) -> None:
    """The system, an administrator, or a leader, of the agency or of one above it.

    Raises NotAllowed.
    """
    if not (governs(actor, agency) or _stands_above(actor, agency, "leader")):
        raise NotAllowed(
            "Chỉ lãnh đạo, người quản trị của cơ quan hoặc cấp trên được mở vị trí công tác."
        )


def governs(actor: Actor, agency: Agency) -> bool:
    """Whether somebody is an administrator of the agency or of one above it; the system always."""
    return actor.kind == "system" or _stands_above(actor, agency, "administrator")


def check_governs(actor: Actor, agency: Agency) -> None:
    """Nobody administers upwards or sideways. Raises NotAllowed."""
    if not governs(actor, agency):
        raise NotAllowed(
            "Bạn không quản trị %(agency)s.",
            remedy="Hãy nhờ người quản trị của cơ quan đó hoặc của cấp trên.",
            agency=agency.name,
        )


def answers_for_data(actor: Actor, agency: Agency) -> bool:
    """Whether somebody is a data officer of the agency or of one above it; the system always."""
    return actor.kind == "system" or _stands_above(actor, agency, "data_officer")


def check_answers_for_data(actor: Actor, agency: Agency) -> None:
    """Only who answers for an agency's personal data. Raises NotAllowed."""
    if not answers_for_data(actor, agency):
        raise NotAllowed(
            "Chỉ người phụ trách bảo vệ dữ liệu cá nhân của %(agency)s hoặc của cấp trên được làm.",
            agency=agency.name,
        )


def check_reform(actor: Actor, outline: Outline) -> None:
    """Whoever governs all that ends and goes on, and stands above what begins: nobody reforms the
    agency they sit at. Of a unit its committee decides for all its agencies. Raises NotAllowed.
    """
    for agency in decisive(outline):
        check_governs(actor, agency)


def decisive(outline: Outline) -> Iterator[Agency]:
    """The agencies that somebody must govern to carry an outline out."""

    def counts(agency: Agency) -> bool:
        return not outline.units or agency.key.endswith(COMMITTEE)

    for one in filter(lambda one: counts(one.old), outline.agencies):
        yield one.old
        if one.new not in outline.opened:
            yield one.new
    for opened in filter(counts, outline.opened):
        if opened.parent is not None and opened.parent not in outline.opened:
            yield opened.parent


def _stands_above(actor: Actor, agency: Agency, role: str) -> bool:
    if role not in actor.roles or actor.agency_id is None:
        return False
    return agency.path.startswith(Agency.objects.get(id=actor.agency_id).path)
