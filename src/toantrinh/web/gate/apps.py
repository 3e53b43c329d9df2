from django.apps import AppConfig
from django.utils.translation import gettext

from toantrinh.kernel.errors import translate_with


class GateConfig(AppConfig):
    name = "toantrinh.web.gate"
    label = "gate"

    def ready(self) -> None:
        """Refusals speak the visitor's language from here on; the frame leads to the account.

        The gate's kinds of change are known too.
        """
        from toantrinh.web.gate import changes
        from toantrinh.web.look.navigation import put

        del changes
        translate_with(gettext)
        put("account", "account")
