from django.urls import path, re_path

from announcements import feeds, link_reports, opinions, views
from hoiphunu import visitors
from hoiphunu.feeds import Atom
from hoiphunu.pagecache import public_page

app_name = "announcements"
DOCUMENT = r"^van-ban/(?P<slug>[a-z0-9-]+)-(?P<pk>[0-9]{1,18})/$"
CONSULTATION = r"^van-ban/lay-y-kien/(?P<slug>[a-z0-9-]+)-(?P<pk>[0-9]{1,18})/"
LIST_QUERY = ("q", "loai", "co_quan", "linh_vuc", "nam", "nguoi_ky", "hieu_luc", "ngay", "trang", "tu")
SEARCHED = visitors.limited("search", visitors.MOST_SEARCHES)


def feeds_of(address, feed, name):
    """The RSS and the Atom feed at `address`."""
    return [
        path(f"{address}/rss.xml", public_page()(feed()), name=f"{name}-feed"),
        path(f"{address}/atom.xml", public_page()(feed(Atom)), name=f"{name}-atom"),
    ]


urlpatterns = [
    path("van-ban/", public_page(*LIST_QUERY)(SEARCHED(views.DocumentList.as_view())), name="document-list"),
    *feeds_of("van-ban", feeds.DocumentFeed, "document"),
    *feeds_of("van-ban/loai/<slug:slug>", feeds.KindFeed, "kind"),
    *feeds_of("van-ban/linh-vuc/<slug:slug>", feeds.FieldFeed, "field"),
    path(
        "van-ban/lay-y-kien/",
        public_page("trang_thai", "linh_vuc", "trang")(views.ConsultationList.as_view()),
        name="consultation-list",
    ),
    *feeds_of("van-ban/lay-y-kien", feeds.ConsultationFeed, "consultation"),
    re_path(rf"{CONSULTATION}$", public_page("trang")(views.ConsultationDetail.as_view()), name="consultation-detail"),
    re_path(rf"{CONSULTATION}gop-y/$", opinions.opinion, name="opinion"),
    re_path(DOCUMENT, public_page()(views.DocumentDetail.as_view()), name="document-detail"),
    path("lien-ket/", public_page()(views.link_list), name="link-list"),
    path("lien-ket/bao-hong/", link_reports.report, name="link-report"),
    path("khau-hieu/", public_page()(views.banner_list), name="banner-list"),
    path("su-kien/", public_page()(views.event_list), name="event-list"),
    path("su-kien/lich.ics", public_page()(views.event_calendar), name="event-calendar"),
]
