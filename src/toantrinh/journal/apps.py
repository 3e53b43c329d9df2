from django.apps import AppConfig


class JournalConfig(AppConfig):
    name = "toantrinh.journal"
    label = "journal"
