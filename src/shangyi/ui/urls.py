from django.urls import path

from shangyi.ui import views

app_name = "ui"
urlpatterns = [
    path("reading/", views.reading, name="reading"),
    path("language/", views.language, name="language"),
    path("", views.gallery, name="gallery"),
    path("<str:face>/", views.gallery, name="gallery_face"),
]
