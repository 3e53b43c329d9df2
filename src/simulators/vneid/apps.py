from django.apps import AppConfig


class VneidConfig(AppConfig):
    name = "simulators.vneid"
    label = "vneid"
