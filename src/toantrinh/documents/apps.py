from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "toantrinh.documents"
    label = "documents"
