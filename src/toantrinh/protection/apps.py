from django.apps import AppConfig


class ProtectionConfig(AppConfig):
    name = "toantrinh.protection"
    label = "protection"
