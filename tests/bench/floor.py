"""The floor: a bare Django view that returns the bytes of a page, through no middleware and without a database.

Each file `BENCH_FLOOR/<number>` holds the headers' two values, a line each, and then the bytes of /<number>.
"""

import os
from pathlib import Path

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpResponse
from django.urls import path

settings.configure(
    SECRET_KEY="not-a-secret-only-for-measuring", ROOT_URLCONF=__name__, ALLOWED_HOSTS=["127.0.0.1"], MIDDLEWARE=[]
)
_pages = {}
for _file in Path(os.environ["BENCH_FLOOR"]).iterdir():
    _kind, _encoding, _content = _file.read_bytes().split(b"\n", 2)
    _pages[int(_file.name)] = _content, {"Content-Type": _kind.decode(), "Content-Encoding": _encoding.decode()}


def page(request, number):
    content, headers = _pages[number]
    return HttpResponse(content, headers=headers)


urlpatterns = [path("<int:number>", page)]
application = get_wsgi_application()
