from django.apps import AppConfig


class ForecastConfig(AppConfig):
    name = "toantrinh.forecast"
    label = "forecast"
