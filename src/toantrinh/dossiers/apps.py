from django.apps import AppConfig


class DossiersConfig(AppConfig):
    name = "toantrinh.dossiers"
    label = "dossiers"

    def ready(self) -> None:
        # Their tables are found once they are imported.
        from toantrinh.catalogue.simulation import known_acts
        from toantrinh.dossiers.lifecycle import TABLE

        known_acts[:] = sorted({move.action for move in TABLE})
