"""What women write lies locked in the database, is opened by the keys of today, and is locked anew by a command."""

import base64
import os
from io import StringIO

import pytest
from django.core import serializers
from django.core.exceptions import FieldError
from django.core.management import call_command
from django.db import connection

from hotline.encryption import UNREADABLE
from hotline.models import HelpRequest
from tests.factories import make_request

pytestmark = pytest.mark.django_db

STORY = "Đêm qua anh ấy lại say. gAAAA"


def new_key():
    return base64.urlsafe_b64encode(os.urandom(32)).decode()


def stored(name="story"):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {name} FROM hotline_helprequest ORDER BY id")  # noqa: S608
        return [row[0] for row in cursor.fetchall()]


def rotate():
    errors = StringIO()
    try:
        call_command("rotate_help_keys", stdout=StringIO(), stderr=errors)
        return 0, errors.getvalue()
    except SystemExit as error:
        return error.code, errors.getvalue()


def test_text_is_locked_in_the_database_and_open_in_the_row():
    make_request(STORY, name="", contact="0912 345 678")
    row = HelpRequest.objects.get()
    assert (row.story, row.name, row.contact) == (STORY, "", "0912 345 678")
    assert ([text[:5] for text in stored() + stored("contact")], stored("name")) == (["gAAAA"] * 2, [""])


def test_equal_texts_do_not_look_equal():
    make_request(STORY), make_request(STORY, code="bbbb-bbbb-bbbb")
    assert len(set(stored())) == 2


def test_nothing_is_found_by_what_is_locked():
    for lookup in ("story", "story__icontains", "answer__startswith"):
        with pytest.raises(FieldError):
            HelpRequest.objects.filter(**{lookup: "a"}).exists()


def test_dumpdata_writes_it_locked():
    dumped = serializers.serialize("json", [make_request(STORY)])
    assert ("say" in dumped, '"story": "gAAAA' in dumped) == (False, True)


def test_keys_are_changed_without_losing_a_word(settings):
    old = settings.HELP_KEYS
    make_request(STORY, answer="Chị gọi số này.")
    settings.HELP_KEYS = [new_key(), *old]
    assert HelpRequest.objects.get().story == STORY
    before = stored()
    assert (rotate(), stored() != before) == ((0, ""), True)
    settings.HELP_KEYS = settings.HELP_KEYS[:1]
    row = HelpRequest.objects.get()
    assert (row.story, row.answer) == (STORY, "Chị gọi số này.")


def test_without_its_key_a_text_stays_what_it_is(settings):
    old = settings.HELP_KEYS
    make_request(STORY)
    settings.HELP_KEYS = [new_key()]
    row = HelpRequest.objects.get()
    assert row.story == UNREADABLE
    before = stored()
    row.save()
    assert stored() == before
    assert rotate() == (1, f"Không khoá nào mở được yêu cầu số {row.pk}: đừng bỏ khoá nào.\n")
    settings.HELP_KEYS = old
    assert HelpRequest.objects.get().story == STORY
