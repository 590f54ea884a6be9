from django.urls import path

from shangyi.rulepacks.views.calendars import calendar, calendar_text
from shangyi.rulepacks.views.importing import import_calendar, import_pack
from shangyi.rulepacks.views.packs import compare, limit, pack, pack_text, packs

app_name = "rulepacks"
urlpatterns = [
    path("", packs, name="packs"),
    path("import/", import_pack, name="import_pack"),
    path("<int:pack_id>/", pack, name="pack"),
    path("<int:pack_id>/text/", pack_text, name="pack_text"),
    path("<int:pack_id>/compare/", compare, name="compare"),
    path("<int:pack_id>/limit/", limit, name="limit"),
    path("calendars/import/", import_calendar, name="import_calendar"),
    path("calendars/<int:calendar_id>/", calendar, name="calendar"),
    path("calendars/<int:calendar_id>/text/", calendar_text, name="calendar_text"),
]
