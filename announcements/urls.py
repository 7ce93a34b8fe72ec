from django.urls import path, re_path

from announcements import feeds, views
from hoiphunu.feeds import Atom
from hoiphunu.pagecache import public_page

app_name = "announcements"
DOCUMENT = r"^van-ban/(?P<slug>[a-z0-9-]+)-(?P<pk>[0-9]{1,18})/$"
LIST_QUERY = ("q", "loai", "co_quan", "linh_vuc", "nam", "nguoi_ky", "hieu_luc", "ngay", "trang")

urlpatterns = [
    path("van-ban/", public_page(*LIST_QUERY)(views.DocumentList.as_view()), name="document-list"),
    path("van-ban/rss.xml", public_page()(feeds.DocumentFeed()), name="document-feed"),
    path("van-ban/atom.xml", public_page()(feeds.DocumentFeed(Atom)), name="document-atom"),
    re_path(DOCUMENT, public_page()(views.DocumentDetail.as_view()), name="document-detail"),
    path("lien-ket/", public_page()(views.link_list), name="link-list"),
    path("khau-hieu/", public_page()(views.banner_list), name="banner-list"),
    path("su-kien/", public_page()(views.event_list), name="event-list"),
    path("su-kien/lich.ics", public_page()(views.event_calendar), name="event-calendar"),
]
