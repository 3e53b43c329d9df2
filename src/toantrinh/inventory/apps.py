from django.apps import AppConfig


class InventoryConfig(AppConfig):
    name = "toantrinh.inventory"
    label = "inventory"
