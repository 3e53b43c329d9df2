from django.apps import AppConfig


class DossiersConfig(AppConfig):
    name = "toantrinh.dossiers"
    label = "dossiers"

    def ready(self) -> None:
        # Its tables are found once it is imported.
        import toantrinh.dossiers.desk_models  # noqa: F401
        from toantrinh.catalogue.simulation import known_acts
        from toantrinh.dossiers.lifecycle import TABLE

        known_acts[:] = sorted({move.action for move in TABLE})
