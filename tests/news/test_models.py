from datetime import date

import pytest
from django.core.exceptions import ValidationError

from hoiphunu.publishing import State
from news.models import Article, Category, Tag
from tests.factories import at, in_body, make_article, make_category, make_photo, make_tag, make_user

pytestmark = pytest.mark.django_db


def test_address_keeps_the_letter_d_and_follows_the_title():
    article = make_article(title="Đường dây nóng ở Đại Ngãi", byline="Đỗ Thị Bưởi")
    assert (article.slug, article.byline_slug) == ("duong-day-nong-o-dai-ngai", "do-thi-buoi")
    assert article.get_absolute_url() == f"/tin-tuc/duong-day-nong-o-dai-ngai-{article.pk}/"
    assert article.get_print_url() == f"/tin-tuc/duong-day-nong-o-dai-ngai-{article.pk}/in/"
    assert make_article(title="???", byline="").get_absolute_url().startswith("/tin-tuc/tin-")


def test_body_is_cleaned_when_it_is_stored():
    article = make_article(body="<p onclick='x()'>Chữ<script>alert(1)</script></p>")
    article.refresh_from_db()
    assert article.body == "<p>Chữ</p>"


def test_newest_and_featured():
    old, new = make_article(), make_article(published_at=at("2020-01-01 08:00"))
    second, first = make_article(featured_order=2), make_article(featured_order=1)
    assert list(Article.objects.newest()) == [new, first, second, old]
    assert list(Article.objects.featured()) == [first, second, new, old]


def test_related_share_tags_then_the_category_then_are_new():
    category = make_category()
    article = make_article(category=category, tags=["a", "b"])
    newest = make_article(category=make_category(), published_at=at("2024-01-01 08:00"))
    same = make_article(category=category)
    one, two = (
        make_article(category=newest.category, tags=["a"]),
        make_article(category=newest.category, tags=["a", "b"]),
    )
    make_article(tags=["a", "b"], state=State.DRAFT)
    assert list(Article.objects.related_to(article)) == [two, one, same, newest]


def test_category_counts_its_published_articles():
    category = make_category(name="Đời sống")
    make_article(category=category), make_article(category=category, state=State.DRAFT)
    make_category(name="Trống")
    assert [(row.name, row.count) for row in Category.objects.with_articles()] == [("Đời sống", 1)]


def test_category_holds_the_articles_of_those_below_it():
    top = make_category()
    middle = make_category(parent=top)
    low = make_category(parent=middle)
    articles = [make_article(category=category) for category in (top, middle, low)]
    make_article(category=make_category())
    found = [set(Article.objects.in_category(category)) for category in (top, middle, low)]
    assert found == [set(articles), set(articles[1:]), {articles[2]}]


def test_category_cannot_lie_in_itself():
    above = make_category()
    below = make_category(parent=above)
    above.parent = below
    with pytest.raises(ValidationError, match="Chuyên mục không thể nằm trong chính nó"):
        above.clean()


@pytest.mark.parametrize("marked", ["category", "tag"])
def test_sensitive_follows_what_is_marked(marked):
    category, tag = make_category(is_sensitive=marked == "category"), make_tag(is_sensitive=marked == "tag")
    assert make_article(category=category, tags=[tag.name]).is_sensitive is True
    assert make_article(category=category, tags=[tag.name], sensitivity="no").is_sensitive is False
    plain = make_category()
    assert make_article(category=plain).is_sensitive is False
    assert make_article(category=plain, sensitivity="yes").is_sensitive is True


@pytest.mark.parametrize("marked", ["category", "tag"])
def test_marking_later_counts_for_the_articles_there_are(marked):
    rows = {sensitivity: make_article(tags=["x"], sensitivity=sensitivity) for sensitivity in ("auto", "yes", "no")}
    other = make_article(category=make_category(), tags=["khác"])
    source = rows["auto"].category if marked == "category" else Tag.objects.get(name="x")
    found = []
    for value in (True, False):
        source.is_sensitive = value
        source.save()
        found.append({each: Article.objects.get(pk=row.pk).is_sensitive for each, row in rows.items()})
    assert found == [{"auto": True, "yes": True, "no": False}, {"auto": False, "yes": True, "no": False}]
    other.refresh_from_db()
    assert other.is_sensitive is False


def test_set_tags_marks_and_unmarks():
    make_tag("bạo lực", is_sensitive=True)
    article = make_article()
    found = []
    for names in (["bạo lực"], ["hoa"]):
        article.set_tags(names)
        article.refresh_from_db()
        found.append((article.is_sensitive, [tag.name for tag in article.tags.all()]))
    assert found == [(True, ["bạo lực"]), (False, ["hoa"])]


def test_photos_come_cover_first_and_once():
    cover, other = make_photo(), make_photo()
    article = make_article(cover=cover, body=in_body(other) + in_body(cover))
    assert article.photo_ids() == [cover.pk, other.pk]
    assert article.get_share_image_url() == cover.open_graph_url
    assert make_article().get_share_image_url() is None


def test_who_sees_what_in_the_admin():
    her = make_user("Cộng tác viên")
    own, other = make_article(created_by=her), make_article()
    assert list(Article.objects.manageable_by(her)) == [own]
    assert set(Article.objects.manageable_by(make_user("Biên tập viên"))) == {own, other}


def test_years_and_months_are_those_of_vietnam():
    article = make_article(published_at=at("2024-01-01 00:30"))  # still 2023 in UTC
    make_article(published_at=at("2022-12-31 23:59"))
    assert Article.objects.years() == [2024, 2022]
    assert list(Article.objects.in_year(2024)) == list(Article.objects.in_month(2024, 1)) == [article]
    assert date(2024, 1, 1) == article.search_text().day
