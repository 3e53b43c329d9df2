from django.apps import AppConfig


class CounterPagesConfig(AppConfig):
    name = "toantrinh.web.counter"
    label = "counter_pages"
