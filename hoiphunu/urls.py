from django.contrib import admin
from django.urls import include, path, re_path

from hoiphunu import (
    csp_reports,
    days_off,
    handover_views,
    health,
    invitation_views,
    preview_views,
    reset_views,
    secondfactor_views,
    session_views,
    sitemaps,
    speculation,
    staff_views,
    views,
    visitors,
)
from hoiphunu.admin.bin import bin_view
from hoiphunu.metrics import metrics
from hoiphunu.pagecache import public_page

# First parts of addresses that are the site's own; a Page cannot take them.
OWN_PATHS = {
    *("tin-tuc", "chuyen-muc", "the", "tac-gia", "dong-su-kien", "van-ban", "lien-ket", "khau-hieu", "su-kien"),
    *("hinh-anh", "ho-tro", "thoat", "tim-kiem", "tep", "quan-tri", "static", "healthz", "readyz", "xem-truoc"),
    *("luot-doc", "trinh-duyet-bao", "metrics"),
}

STORED_NAME = r"(?P<name>(?:anh|tep)/[0-9a-f]{2}/[0-9a-f]{32}[a-z0-9.-]{4,12})"
SITEMAP_PART = rf"^sitemap-(?P<kind>{'|'.join(sitemaps.NOUNS)})-(?P<block>[0-9]{{1,14}})\.xml$"
RESET = r"(?P<pk>[0-9]{1,18})\.(?P<token>[0-9a-z]{1,13}-[0-9a-f]{32})"
SIGNED = r"(?P<token>[a-z]{1,30}-[0-9]{1,18}~[A-Za-z0-9]{1,12}~[A-Za-z0-9_-]{43})"

urlpatterns = [
    path("", public_page()(views.home), name="home"),
    path(
        "tim-kiem/",
        public_page("q", "loai", "nam", "chuyen_muc", "dau", "trang")(
            visitors.limited("search", visitors.MOST_SEARCHES)(views.SearchPage.as_view())
        ),
        name="search",
    ),
    path(
        "tim-kiem/goi-y/",
        public_page("q")(visitors.limited("suggest", visitors.MOST_SUGGESTIONS)(views.suggestions)),
        name="search-suggestions",
    ),
    path("hinh-anh/", public_page("trang", "tu")(views.PhotoPage.as_view()), name="photos"),
    path("", include("news.urls")),
    path("", include("announcements.urls")),
    path("", include("hotline.urls")),
    path("sitemap.xml", public_page()(sitemaps.index), name="sitemap"),
    path("sitemap-chung.xml", public_page()(sitemaps.places), name="sitemap-places"),
    re_path(SITEMAP_PART, public_page()(sitemaps.part), name="sitemap-part"),
    path("robots.txt", public_page()(views.robots), name="robots"),
    path("favicon.ico", public_page()(views.favicon), name="favicon"),
    path("du-doan.json", speculation.rules, name="speculation-rules"),
    path("trinh-duyet-bao/", csp_reports.receive, name="csp-reports"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", metrics, name="metrics"),
    re_path(rf"^tep/{STORED_NAME}$", views.file, name="file"),
    re_path(rf"^xem-truoc/{SIGNED}/$", preview_views.preview, name="preview"),
    re_path(rf"^xem-truoc/{SIGNED}/tep/{STORED_NAME}$", preview_views.file, name="preview-file"),
    path("quan-tri/anh/tai-len/", staff_views.photo_upload, name="photo-upload"),
    path("quan-tri/hop-thu/", staff_views.inbox, name="inbox"),
    path("quan-tri/huong-dan/", staff_views.guide, name="guide-start"),
    path("quan-tri/huong-dan/<slug:slug>/", staff_views.guide, name="guide"),
    path("quan-tri/huong-dan/anh/<str:name>", staff_views.guide_picture, name="guide-picture"),
    path("quan-tri/ngay-nghi/de-nghi/", days_off.propose, name="days-off"),
    path("quan-tri/ma-xac-thuc/", secondfactor_views.ask, name="second-factor-ask"),
    path("quan-tri/xac-thuc/", secondfactor_views.overview, name="second-factor"),
    path("quan-tri/xac-thuc/bat/", secondfactor_views.set_up, name="second-factor-set-up"),
    path("quan-tri/xac-thuc/dat-lai/<int:pk>/", secondfactor_views.reset, name="second-factor-reset"),
    re_path(r"^quan-tri/loi-moi/(?P<token>[A-Za-z0-9_-]{32})/$", invitation_views.accept, name="invitation"),
    path("quan-tri/ban-giao/<int:pk>/", handover_views.hand_over, name="handover"),
    path("quan-tri/quen-mat-khau/", reset_views.ask, name="password-forgotten"),
    re_path(rf"^quan-tri/dat-lai-mat-khau/{RESET}/$", reset_views.set_new, name="password-set"),
    path("quan-tri/phien/", session_views.own, name="sessions"),
    path("quan-tri/phien/ket-thuc/<int:pk>/", session_views.end, name="sessions-end"),
    path("quan-tri/thung-rac/", bin_view, name="bin"),
    path("quan-tri/", admin.site.urls),
    # Last: pages that staff make, at their own paths.
    re_path(r"^(?P<path>[a-z0-9-]+(?:/[a-z0-9-]+)*)/$", public_page()(views.page), name="page"),
]

handler400 = "hoiphunu.views.bad_request"
handler403 = "hoiphunu.views.forbidden"
handler404 = "hoiphunu.views.not_found"
handler500 = "hoiphunu.views.server_error"
