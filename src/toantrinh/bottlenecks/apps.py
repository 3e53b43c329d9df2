from django.apps import AppConfig


class BottlenecksConfig(AppConfig):
    name = "toantrinh.bottlenecks"
    label = "bottlenecks"
