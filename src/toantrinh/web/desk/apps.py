from django.apps import AppConfig

from toantrinh.web.look import navigation


class DeskConfig(AppConfig):
    name = "toantrinh.web.desk"
    label = "desk"

    def ready(self) -> None:
        """Tell the frame where the desk is."""
        navigation.put("desk", "desk:home")
