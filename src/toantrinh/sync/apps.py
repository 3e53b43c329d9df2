from django.apps import AppConfig


class SyncConfig(AppConfig):
    name = "toantrinh.sync"
    label = "sync"
