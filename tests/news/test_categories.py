import pytest
from django.core.exceptions import ValidationError

from news.models import Article, Category
from tests.factories import make_article, make_category

pytestmark = pytest.mark.django_db


def chain(*names):
    parent = None
    for name in names:
        parent = make_category(name=name, parent=parent)
    return parent


def test_category_shows_what_lies_below_it():
    low = chain("Phong trào", "Khởi nghiệp", "Vốn vay")
    other = make_category(name="Gia đình")
    deep, near = make_article(category=low), make_article(category=low.parent)
    make_article(category=other)
    found = [set(Article.objects.in_category(c)) for c in (low.parent.parent, low.parent, low, other)]
    assert found[:3] == [{deep, near}, {deep, near}, {deep}]


def test_fourth_level_is_refused():
    low = chain("Một", "Hai", "Ba")
    with pytest.raises(ValidationError) as refused:
        Category(name="Bốn", parent=low).full_clean()
    assert refused.value.messages == ["Chuyên mục chỉ có 3 cấp."]


def test_branch_that_would_become_too_deep_is_refused():
    branch = chain("Gốc", "Cành").parent
    branch.parent = chain("Trên", "Dưới")
    with pytest.raises(ValidationError) as refused:
        branch.full_clean()
    assert refused.value.messages == ["Chuyên mục chỉ có 3 cấp."]


def test_category_is_not_put_below_itself():
    low = chain("Một", "Hai")
    low.parent.parent = low
    with pytest.raises(ValidationError) as refused:
        low.parent.full_clean()
    assert refused.value.messages == ["Chuyên mục không thể nằm trong chính nó."]
