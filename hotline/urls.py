from django.urls import path

from hoiphunu.pagecache import public_page
from hotline import views

app_name = "hotline"

urlpatterns = [
    path("ho-tro/", public_page("q", "huyen")(views.support), name="help"),
    path("thoat/", views.leave, name="exit"),
]
