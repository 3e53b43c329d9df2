from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    name = "toantrinh.catalogue"
    label = "catalogue"
