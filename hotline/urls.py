from django.urls import path, re_path

from hoiphunu.pagecache import public_page
from hotline import asking, views

app_name = "hotline"

support = public_page("q", "huyen")(views.support)
numbers = public_page()(views.numbers)

urlpatterns = [
    path("ho-tro/", support, name="help"),
    re_path(r"^ho-tro/(?P<lang>km|en)/$", support, name="help-in"),
    path("ho-tro/so-may/", numbers, name="numbers"),
    re_path(r"^ho-tro/(?P<lang>km|en)/so-may/$", numbers, name="numbers-in"),
    path("ho-tro/giu-so.js", views.keep, name="keep"),
    path("ho-tro/gui/", asking.ask, name="ask"),
    re_path(r"^ho-tro/(?P<lang>km|en)/gui/$", asking.ask, name="ask-in"),
    path("ho-tro/tra-loi/", asking.answer, name="answer"),
    re_path(r"^ho-tro/(?P<lang>km|en)/tra-loi/$", asking.answer, name="answer-in"),
    path("thoat/", views.leave, name="exit"),
]
