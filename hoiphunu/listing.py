"""Lists of public rows: one way to page and to filter by query string."""

from datetime import date
from urllib.parse import urlencode

from django import forms
from django.core.paginator import EmptyPage, Paginator
from django.http import Http404
from django.views.generic import ListView

from hoiphunu import speculation
from hoiphunu.pagecache import framed
from hoiphunu.walking import Walk


def _plain(value):
    return f"{value:%d/%m/%Y}" if isinstance(value, date) else value


class PageNumberForm(forms.Form):
    trang = forms.IntegerField(min_value=1, max_value=100_000, required=False)
    tu = forms.IntegerField(min_value=1, max_value=2**63 - 1, required=False)  # the key of the page's first row


def page_of(request, rows, size, count):
    """The page of `rows` that `?trang=` asks for; there are `count` of them. Raises Http404 beyond the last.

    A queryset whose order allows it is walked by key.
    """
    asked = PageNumberForm(request.GET)
    if not asked.is_valid():
        raise Http404
    number = asked.cleaned_data["trang"] or 1
    try:
        if getattr(rows, "is_walked", False):
            return Walk(rows, size, count).page_from(number, asked.cleaned_data["tu"])
        paginator = Paginator(rows, size)
        paginator.count = count
        return paginator.page(number)
    except EmptyPage:
        raise Http404 from None


class Listing(ListView):
    """A ListView whose filters are the fields of `form_class` (GET) and whose page is `?trang=`."""

    paginate_by = 20
    leads_on = True  # its links may be fetched ahead
    form_class = forms.Form

    def get(self, request, *args, **kwargs):
        self.form = self.filter_form()
        self.form.is_valid()
        return super().get(request, *args, **kwargs)

    def filter_form(self):
        return self.form_class(self.request.GET)

    @property
    def chosen(self):
        """The valid filters that are set."""
        return {name: value for name, value in self.form.cleaned_data.items() if value}

    def paginate_queryset(self, queryset, page_size):
        page = page_of(self.request, queryset, page_size, self.counted(queryset))
        return page.paginator, page, page.object_list, page.has_other_pages()

    def counted(self, queryset):
        """A list's rows are counted once for all its pages in a minute."""
        return framed(self.request, ("count", self.request.path, self.query()), queryset.count)

    def query(self, **changes):
        """The query string of the chosen filters with `changes`, "" when nothing is left."""
        pairs = []
        for name, value in {**self.chosen, **changes}.items():
            values = value if isinstance(value, list) else [value]
            pairs += [(name, _plain(one)) for one in values if one not in ("", None)]
        return urlencode(pairs)

    def address(self, **changes):
        query = self.query(**changes)
        return f"{self.request.path}?{query}" if query else self.request.path

    def page_address(self, number, start):
        """Where page `number` is, which begins with the row of the key `start`, if that is known."""
        return self.address(trang="" if number == 1 else number, tu=start if number > 1 and start else "")

    def render_to_response(self, context, **kwargs):
        response = super().render_to_response(context, **kwargs)
        return speculation.announce(response) if self.leads_on else response

    def removable(self, named):
        """[{label, remove_url}] of the chosen filters; `named(name, value)` says what readers call each."""
        pairs = [(name, value if isinstance(value, list) else [value]) for name, value in self.chosen.items()]
        return [
            {
                "label": named(name, one),
                "remove_url": self.address(**{name: [other for other in values if other != one]}),
            }
            for name, values in pairs
            for one in values
        ]

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        page = context["page_obj"]
        newer = page.previous_page_number() if page.has_previous() else 0
        older = page.next_page_number() if page.has_next() else 0
        context |= {
            "form": self.form,
            "total": page.paginator.count,
            "querystring": self.query(),
            "newer_url": self.page_address(newer, getattr(page, "start_of_previous", None)) if newer else "",
            "older_url": self.page_address(older, getattr(page, "start_of_next", None)) if older else "",
        }
        return context
