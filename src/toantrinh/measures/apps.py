from django.apps import AppConfig


class MeasuresConfig(AppConfig):
    name = "toantrinh.measures"
    label = "measures"
