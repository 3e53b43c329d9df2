from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "toantrinh.api"
    label = "api"
