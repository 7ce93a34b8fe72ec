"""Counting readers: a script on the article's page says that somebody reads it; totals are kept by month.

See docs/adr/0009 and `hoiphunu.tallies`.
"""

from django import forms
from django.http import HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from hoiphunu import tallies, visitors
from hoiphunu.readerforms import same_origin
from news.models import ReadCount

# Articles one visitor may read in an hour; programs read more.
MOST_AN_HOUR = 120


class ReadForm(forms.Form):
    bai = forms.IntegerField(min_value=1, max_value=10**18)


buffer, marks = tallies.Buffer(lambda counts: ReadCount.objects.add_up(counts), "lượt đọc"), tallies.Marks("read")


@csrf_exempt
@require_POST
def read(request):
    """ "Somebody reads article `bai`." The answer is the same whether it was counted or not."""
    form = ReadForm(request.POST)
    if form.is_valid() and is_reader(request):
        article = form.cleaned_data["bai"]
        if marks.is_new(request, article):
            buffer.add(article)
    return HttpResponse(status=204, headers={"Cache-Control": "no-store"})


def is_reader(request) -> bool:
    """Whether a person who is no staff sent this from one of our pages."""
    return same_origin(request) and tallies.is_person(request) and visitors.is_within("read", request, MOST_AN_HOUR)
