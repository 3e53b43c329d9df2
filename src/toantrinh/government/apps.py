from django.apps import AppConfig


class GovernmentConfig(AppConfig):
    name = "toantrinh.government"
    label = "government"

    def ready(self) -> None:
        # Its table is found once it is imported.
        import toantrinh.government.hands_models  # noqa: F401
