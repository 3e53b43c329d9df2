from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "toantrinh.people"
    label = "people"
