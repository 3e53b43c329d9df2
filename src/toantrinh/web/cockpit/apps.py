from django.apps import AppConfig


class CockpitConfig(AppConfig):
    name = "toantrinh.web.cockpit"
    label = "cockpit"
