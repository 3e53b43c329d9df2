from django.apps import AppConfig


class CounterConfig(AppConfig):
    name = "toantrinh.counter"
    label = "counter"
