from django.apps import AppConfig


class MandatesConfig(AppConfig):
    name = "toantrinh.mandates"
    label = "mandates"
