from django.apps import AppConfig


class AlertsConfig(AppConfig):
    name = "toantrinh.alerts"
    label = "alerts"
