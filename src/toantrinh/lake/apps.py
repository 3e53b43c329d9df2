from django.apps import AppConfig


class LakeConfig(AppConfig):
    name = "toantrinh.lake"
    label = "lake"
