from django.apps import AppConfig


class ProgrammeConfig(AppConfig):
    name = "toantrinh.programme"
    label = "programme"
