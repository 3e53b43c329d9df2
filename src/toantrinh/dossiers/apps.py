from django.apps import AppConfig


class DossiersConfig(AppConfig):
    name = "toantrinh.dossiers"
    label = "dossiers"

    def ready(self) -> None:
        # Their tables are found once they are imported.
        import toantrinh.dossiers.across_models
        import toantrinh.dossiers.agreement_models
        import toantrinh.dossiers.desk_models
        import toantrinh.dossiers.signing_models
        import toantrinh.dossiers.watch_models
        import toantrinh.dossiers.word_models  # noqa: F401
        from toantrinh.catalogue.simulation import known_acts
        from toantrinh.dossiers.lifecycle import TABLE

        known_acts[:] = sorted({move.action for move in TABLE})
