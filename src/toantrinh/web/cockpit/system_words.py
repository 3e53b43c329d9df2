"""How the register of digital systems is spoken of on pages."""

from collections.abc import Mapping
from datetime import date

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from toantrinh.government.models import Agency
from toantrinh.government.queries import posts_of
from toantrinh.inventory.layers import layers
from toantrinh.inventory.models import Hosting, Kind
from toantrinh.inventory.states import State
from toantrinh.kernel.money import dong

# Label and tone of the chip.
STATES = {
    State.PLANNED: (_("Chủ trương"), "still"),
    State.BUILDING: (_("Đang xây dựng"), "work"),
    State.RUNNING: (_("Đang vận hành"), "done"),
    State.STOPPED: (_("Đã ngừng"), "still"),
}
KINDS = {
    Kind.SYSTEM: _("Hệ thống thông tin"),
    Kind.PLATFORM: _("Nền tảng số"),
    Kind.DATABASE: _("Cơ sở dữ liệu"),
}
HOSTINGS = {
    Hosting.OWN: _("Tại cơ quan"),
    Hosting.PROVINCE: _("Trung tâm dữ liệu của tỉnh, bộ"),
    Hosting.NATION: _("Trung tâm dữ liệu quốc gia"),
    Hosting.RENTED: _("Thuê đám mây, thuê chỗ đặt"),
}
FIELDS = {
    "name": _("Tên"),
    "kind": _("Loại"),
    "purpose": _("Mục đích"),
    "level": _("Cấp độ an toàn"),
    "level_approved": _("Ngày phê duyệt cấp độ"),
    "layer": _("Lớp kiến trúc"),
    "planned_on": _("Ngày có chủ trương"),
    "building_on": _("Ngày bắt đầu xây dựng"),
    "running_on": _("Ngày vận hành"),
    "stopped_on": _("Ngày ngừng"),
    "procedures": _("Thủ tục phục vụ"),
    "registers": _("Cơ sở dữ liệu phục vụ"),
    "hosting": _("Nơi đặt"),
    "hosted_at": _("Tên nơi đặt"),
    "contact_post": _("Vị trí đầu mối"),
    "costs": _("Chi phí"),
}


def layer_name(code: str) -> str:
    """A layer in the language of the page; its code, should no file name it any more."""
    layer = layers().get(code)
    if layer is None:
        return code
    return layer.name_en if get_language() == "en" else layer.name


def post_title(owner: Agency, code: str) -> str:
    """What the post is called, or its code where the agency has none such any more."""
    post = posts_of(owner).filter(code=code).first()
    return post.title if post else code


def value_words(key: str, value: object) -> str:
    """What a revision says of a field, as people read it."""
    if value in (None, "", [], {}):
        return "–"
    if key == "kind":
        return str(KINDS[Kind(str(value))])
    if key == "hosting":
        return str(HOSTINGS[Hosting(str(value))])
    if key == "layer":
        return layer_name(str(value))
    if key.endswith(("_on", "_approved")):
        return f"{date.fromisoformat(str(value)):%d/%m/%Y}"
    if key == "costs" and isinstance(value, Mapping):
        return "; ".join(
            f"{year}: {dong(parts['build'])} + {dong(parts['run'])}"
            for year, parts in value.items()
        )
    return "; ".join(map(str, value)) if isinstance(value, list) else str(value)
