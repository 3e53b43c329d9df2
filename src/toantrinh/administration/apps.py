from importlib import import_module
from pathlib import Path

from django.apps import AppConfig


class AdministrationConfig(AppConfig):
    name = "toantrinh.administration"
    label = "administration"

    def ready(self) -> None:
        """Know all kinds of change of this room; a room above makes its own known likewise."""
        for place in sorted(Path(__file__).parent.glob("*_changes.py")):
            import_module(f"{self.name}.{place.stem}")
