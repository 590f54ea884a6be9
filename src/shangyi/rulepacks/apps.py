from django.apps import AppConfig


class RulepacksConfig(AppConfig):
    name = "shangyi.rulepacks"
    label = "rulepacks"
    default_auto_field = "django.db.models.BigAutoField"
