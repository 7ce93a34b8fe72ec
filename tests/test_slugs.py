import threading

import pytest
from django.db import IntegrityError, connection

from announcements.models import DocumentType
from hoiphunu import slugs
from news.models import Category
from tests.factories import make_category, make_kind


@pytest.mark.django_db
def test_equal_names_get_numbers():
    assert [make_category(name="Đời sống").slug for _ in range(3)] == ["doi-song", "doi-song-2", "doi-song-3"]
    assert make_kind("Luật").slug == "luat"


@pytest.mark.django_db
def test_address_stays_when_the_name_changes():
    category = make_category(name="Đời sống")
    category.name = "Gia đình"
    category.save()
    category.refresh_from_db()
    assert (category.name, category.slug) == ("Gia đình", "doi-song")


@pytest.mark.django_db
def test_name_without_letters_gets_the_fallback():
    assert [make_category(name="???").slug for _ in range(2)] == ["chuyen-muc", "chuyen-muc-2"]


@pytest.mark.django_db
def test_other_clashes_are_not_hidden():
    make_category(name="Một")
    category = Category(name="Hai", parent_id=10**9)

    def save(*args, **kwargs):
        raise IntegrityError("something else")

    with pytest.raises(IntegrityError, match="something else"):
        slugs.save_with_slug(category, save, "Hai", "chuyen-muc")
    assert category.slug == ""


@pytest.mark.django_db
def test_it_gives_up_at_last(monkeypatch):
    monkeypatch.setattr(slugs, "TRIES", 2)
    make_category(name="Một"), make_category(name="Một")
    with pytest.raises(IntegrityError, match="no free slug for mot"):
        make_category(name="Một")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("maker", [make_category, make_kind])
def test_equal_names_at_once(maker):
    errors, ready = [], threading.Barrier(6)

    def make():
        try:
            ready.wait(10)
            maker(name="Hoạt động Hội")
        except Exception as error:  # shown by the assert below
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=make) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    rows = Category if maker is make_category else DocumentType
    assert errors == []
    assert sorted(rows.objects.values_list("slug", flat=True)) == [
        "hoat-dong-hoi",
        *(f"hoat-dong-hoi-{number}" for number in range(2, 7)),
    ]
