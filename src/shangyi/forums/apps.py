from django.apps import AppConfig


class ForumsConfig(AppConfig):
    name = "shangyi.forums"
    label = "forums"
    default_auto_field = "django.db.models.BigAutoField"
