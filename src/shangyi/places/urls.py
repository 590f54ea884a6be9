"""Addresses below /places/."""

from django.urls import path

from shangyi.places.views import rosters, tree, units

app_name = "places"
urlpatterns = [
    path("", tree.tree, name="tree"),
    path("children/", tree.children, name="children"),
    path("<int:place_id>/", tree.place, name="place"),
    path("<int:place_id>/add/", tree.add, name="add"),
    path("<int:place_id>/rename/", tree.rename, name="rename"),
    path("<int:place_id>/poster/", tree.poster, name="poster"),
    path("<int:place_id>/units/", units.units, name="units"),
    path("<int:place_id>/units/add/", units.add, name="add_unit"),
    path("<int:place_id>/services/begin/", units.begin, name="begin_service"),
    path("<int:place_id>/services/end/", units.end, name="end_service"),
    path("<int:place_id>/rosters/<str:which>/", rosters.roster, name="roster"),
    path("<int:place_id>/rosters/<str:which>/add/", rosters.add_row, name="add_roster_row"),
    path("<int:place_id>/rosters/<str:which>/file/", rosters.bring_in, name="bring_in_roster"),
]
