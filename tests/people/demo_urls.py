"""The root of all addresses as it is in a demo."""

from django.urls import include, path

from shangyi.entry import urls
from shangyi.people.urls import urlpatterns as people
from shangyi.people.views.demo import demo_patterns

urlpatterns = [
    path("people/", include(([*people, *demo_patterns(is_demo=True)], "people"))),
    *urls.urlpatterns,
]
