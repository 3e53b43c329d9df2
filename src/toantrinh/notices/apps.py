from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "toantrinh.notices"
    label = "notices"
