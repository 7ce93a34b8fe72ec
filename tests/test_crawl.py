"""Hostile requests from outside: no error of ours, every header, nothing reflected, no way to another site."""

import logging

import pytest
from django.test import Client
from django.test.client import FakePayload

from tests import crawl

pytestmark = pytest.mark.django_db

COUNT = 300


def test_hostile_requests_are_answered(monkeypatch):
    monkeypatch.setattr(logging.root.manager, "disable", logging.CRITICAL)  # thousands of lines of refusals
    paths, leads = crawl.rows()
    client, wrong = Client(enforce_csrf_checks=True, raise_request_exception=False), []
    for request in crawl.requests(COUNT, paths):
        answer = client.request(**request.environ(), **{"wsgi.input": FakePayload(request.body)})
        content = b"".join(answer)
        if found := crawl.faults(request, answer.status_code, answer.headers, content, leads):
            wrong.append(f"{request}: {found}")
    assert wrong == []


def test_requests_are_the_same_each_time_and_ask_every_pattern():
    first, again = list(crawl.requests(50)), list(crawl.requests(50))
    assert first == again
    templates = crawl.templates()
    assert {"tin-tuc/%(slug)s-%(pk)s/", "quan-tri/login/", "tep/%(name)s"} <= set(templates)
