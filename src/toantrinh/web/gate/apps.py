from django.apps import AppConfig
from django.utils.translation import gettext

from toantrinh.kernel.errors import translate_with


class GateConfig(AppConfig):
    name = "toantrinh.web.gate"
    label = "gate"

    def ready(self) -> None:
        """Refusals speak the visitor's language from here on; the frame leads to the account."""
        from toantrinh.web.look.navigation import put

        translate_with(gettext)
        put("account", "account")
