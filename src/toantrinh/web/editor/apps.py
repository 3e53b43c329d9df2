from django.apps import AppConfig

from toantrinh.web.look import navigation


class EditorConfig(AppConfig):
    name = "toantrinh.web.editor"

    def ready(self) -> None:
        """Tell the gate where editors begin."""
        navigation.put("editing", "editor:home")
