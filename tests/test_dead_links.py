import pytest

from hoiphunu.dead_links import dead
from hoiphunu.models import OldAddress
from hoiphunu.publishing import State
from tests.factories import make_article, make_category, make_document, make_page

pytestmark = pytest.mark.django_db


def test_addresses_readers_can_open(settings):
    settings.SITE_URL = "https://example.vn"
    article, document, page = make_article(tags=["trẻ em"], byline="Ngọc Bích"), make_document(), make_page()
    OldAddress.objects.create(path="/cu/", target="/tin-tuc/")
    fine = [
        *(article.get_absolute_url(), article.get_print_url(), f"/tin-tuc/ten-khac-{article.pk}/#muc"),
        *(document.get_absolute_url(), page.path, article.category.get_absolute_url(), "/the/tre-em/rss.xml"),
        *("/tac-gia/ngoc-bich/", "/", "/ho-tro/", "/tim-kiem/?q=a", "/cu/", "/tep/anh/a.jpg", "/static/a.css"),
        *("https://example.com/khong/", "mailto:a@example.vn", "tel:0123", "https://example.vn.example.com/khong/"),
    ]
    assert dead([*fine, f"https://example.vn{article.get_absolute_url()}"]) == set()


def test_addresses_that_lead_nowhere(settings):
    settings.SITE_URL = "https://example.vn"
    draft = make_article(state=State.DRAFT, tags=["kín"], byline="Bút kín")
    OldAddress.objects.create(path="/het/", reason="Trang đã bỏ.")
    gone = [
        *(draft.get_absolute_url(), draft.get_print_url(), "/tin-tuc/x-999/", "/chuyen-muc/khong/", "/the/kin/"),
        *("/tac-gia/but-kin/", "/khong-co/", "/van-ban/x-999/", "/het/", "/a/B", "https://example.vn/khong-co/"),
        *("/quan-tri/news/article/", make_page(path="/nhap/", state=State.DRAFT).path),
    ]
    assert dead(gone) == set(gone)


@pytest.mark.parametrize("count", [1, 3])
def test_each_kind_of_page_costs_one_query(count, django_assert_num_queries):
    links = [make_article().get_absolute_url() for _ in range(count)]
    links += [make_category(name=f"Mục {number}").get_absolute_url() for number in range(count)]
    with django_assert_num_queries(2):
        assert dead(links) == set()
