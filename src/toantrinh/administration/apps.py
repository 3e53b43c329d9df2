from django.apps import AppConfig


class AdministrationConfig(AppConfig):
    name = "toantrinh.administration"
    label = "administration"

    def ready(self) -> None:
        """Know the kinds of change; a room above may add its own in the same way."""
        from toantrinh.administration import agency_changes, post_changes

        del agency_changes, post_changes
