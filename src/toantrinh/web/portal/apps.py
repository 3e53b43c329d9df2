"""The citizens' door, and where the frame's links lead."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PortalConfig(AppConfig):
    name = "toantrinh.web.portal"
    label = "portal"

    def ready(self) -> None:
        """Tell the look where the portal's pages are."""
        from toantrinh.web.look.navigation import Link, add, put

        put("home", "portal:home")
        put("search", "portal:search")
        put("about", "portal:about")
        put("privacy", "portal:privacy")
        put("accessibility", "portal:accessibility")
        put("contact", "portal:contact")
        put("seals", "portal:seals")
        put("to_cut", "portal:to_cut")
        add(
            "citizen",
            Link("portal:catalogue", _("Thủ tục")),
            Link("portal:dossiers", _("Hồ sơ của tôi"), signed_in=True),
            Link("portal:agreements", _("Việc cần bạn xác nhận"), signed_in=True),
            Link("portal:mandates", _("Ủy quyền"), signed_in=True),
            Link("portal:seen", _("Ai đã xem dữ liệu của tôi"), signed_in=True),
            Link("portal:notices", _("Cách nhận tin báo"), signed_in=True),
            Link("portal:standing", _("Tra cứu hồ sơ")),
            Link("portal:verify", _("Kiểm tra văn bản")),
        )
