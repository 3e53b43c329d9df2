from django.apps import AppConfig


class AdminConfig(AppConfig):
    name = "toantrinh.web.admin"
    # Not `admin`: Django's own has that label, and its templates that folder.
    label = "house"
