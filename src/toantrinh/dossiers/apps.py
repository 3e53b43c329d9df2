from django.apps import AppConfig


class DossiersConfig(AppConfig):
    name = "toantrinh.dossiers"
    label = "dossiers"
