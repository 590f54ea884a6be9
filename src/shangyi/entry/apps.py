from django.apps import AppConfig


class EntryConfig(AppConfig):
    name = "shangyi.entry"
    label = "entry"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from shangyi.entry import checks  # noqa: F401 - importing registers them
