from django.apps import AppConfig

from toantrinh.web.look import navigation


class AdminConfig(AppConfig):
    name = "toantrinh.web.admin"
    # Not `admin`: Django's own has that label, and its templates that folder.
    label = "house"

    def ready(self) -> None:
        """Tell the gate where administrators begin."""
        navigation.put("administration", "admin:home")
