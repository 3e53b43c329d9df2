from django.apps import AppConfig


class LookConfig(AppConfig):
    name = "toantrinh.web.look"
    label = "look"
