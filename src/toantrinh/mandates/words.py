"""What people call mandates: what the two are to each other, and how one stands."""

from django.utils.translation import gettext_lazy as _

from toantrinh.mandates.models import Kind, Mandate, Route, Standing

# What the grantor is to the holder.
KINDS = {
    Kind.CHILD: _("Con chưa thành niên"),
    Kind.WARD: _("Người được giám hộ"),
    Kind.PARENT: _("Cha mẹ, người thân"),
    Kind.CLIENT: _("Khách hàng"),
    Kind.VILLAGER: _("Bà con được giúp ở thôn, bản, tổ dân phố"),
}
STANDINGS = {
    Standing.WAITING: _("Chờ trả lời"),
    Standing.LAPSED: _("Không ai trả lời, đã hết hạn"),
    Standing.REFUSED: _("Không được đồng ý"),
    Standing.COMING: _("Chưa đến ngày bắt đầu"),
    Standing.IN_FORCE: _("Đang có hiệu lực"),
    Standing.OVER: _("Đã hết hạn"),
    Standing.ENDED: _("Đã chấm dứt"),
}
TONES = {
    Standing.WAITING: "yours",
    Standing.COMING: "work",
    Standing.IN_FORCE: "done",
}
ROUTES = {
    Route.GRANTED: _("Người ủy quyền tự lập trên mạng"),
    Route.ASKED: _("Người được ủy quyền xin, người ủy quyền đồng ý"),
    Route.DECLARED: _("Đại diện theo pháp luật, Bộ phận Một cửa kiểm tra giấy tờ"),
    Route.RECORDED: _("Ghi tại Bộ phận Một cửa, có giấy tờ"),
}
# An event's action, or how it ended.
NEWS = {
    "grant": _("Lập ủy quyền"),
    "ask": _("Xin được làm thay"),
    "declare": _("Khai là người đại diện"),
    "record": _("Ghi tại Bộ phận Một cửa"),
    "confirm": _("Đồng ý"),
    "refused": _("Không đồng ý"),
    "revoked": _("Người ủy quyền chấm dứt"),
    "given_up": _("Người được ủy quyền thôi"),
    "at_desk": _("Chấm dứt tại Bộ phận Một cửa"),
}


def kind_of(mandate: Mandate) -> str:
    """What the grantor is to the holder."""
    return str(KINDS[Kind(mandate.kind)])


def route_of(mandate: Mandate) -> str:
    """How a mandate came to be."""
    return str(ROUTES[Route(mandate.route)])
