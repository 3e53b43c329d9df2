from django.apps import AppConfig


class GovernmentConfig(AppConfig):
    name = "toantrinh.government"
    label = "government"
