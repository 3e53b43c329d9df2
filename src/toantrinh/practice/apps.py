from django.apps import AppConfig


class PracticeConfig(AppConfig):
    name = "toantrinh.practice"
    label = "practice"
