"""`make guide`: takes the pictures of docs/huong-dan/ from the running site, each as the group that works there."""

import io
from io import StringIO

import pytest
from django.core.management import call_command
from PIL import Image

from hoiphunu import publishing
from hoiphunu.guide import FOLDER
from hoiphunu.models import Photo
from hotline.models import HelpRequest
from news.models import Article
from tests.browser.editor import wait_until
from tests.factories import make_user
from tests.guide import PICTURES

EDITORS_READY = "Object.values(CKEDITOR.instances).every(each => each.status === 'ready')"
SIZE = {"width": 1280, "height": 800}


@pytest.fixture
def office(transactional_db, frozen):
    frozen("2026-03-02 08:30")
    call_command("seed_demo", yes=True, stdout=StringIO())
    article = Article.objects.published().first()
    for title in (article.title, f"{article.title} năm nay"):
        article.title = title
        publishing.write(article, article.working_related, None)


def test_take_every_picture(office, open_page, sign_in, settings):
    groups = {picture.group for picture in PICTURES.values()} - {""}
    people = {group: make_user(group, full_name="Nguyễn Thị Thu") for group in groups}
    for name, picture in PICTURES.items():
        page = open_page(**SIZE)
        if picture.group:
            sign_in(page, people[picture.group])
        request = HelpRequest.objects.in_order().first()
        page.goto(picture.address(Article.objects.published().first(), Photo.objects.first(), request))
        if page.locator(".django-ckeditor-widget").count():
            wait_until(page, EDITORS_READY)
        for text in picture.press:
            page.get_by_role("button", name=text).or_(page.get_by_role("link", name=text)).first.click()
        page.wait_for_timeout(500)
        shot = Image.open(io.BytesIO(page.screenshot()))
        shot.convert("RGB").save(FOLDER / "anh" / f"{name}.webp", "WEBP", quality=80, method=6)
        page.context.close()  # the next person signs in with the same client
