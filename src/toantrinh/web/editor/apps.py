from django.apps import AppConfig


class EditorConfig(AppConfig):
    name = "toantrinh.web.editor"
