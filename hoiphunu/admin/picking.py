"""Photos of the library to choose from while writing: a part of a page that the form's script asks for."""

from django import forms
from django.core.exceptions import PermissionDenied
from django.shortcuts import render
from django.urls import path

from hoiphunu.models import Photo

URL_NAME = "hoiphunu_photo_choices"
MOST_SHOWN = 24


class SearchForm(forms.Form):
    q = forms.CharField(max_length=100, required=False)


class PicksPhotos:
    """The part of the photo admin that offers photos to the forms of texts."""

    def get_urls(self):
        return [path("chon/", self.admin_site.admin_view(self.choices_view), name=URL_NAME), *super().get_urls()]

    def choices_view(self, request):
        """The newest photos that hold every word of `q`."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        form = SearchForm(request.GET)
        photos = Photo.objects.matching(form.cleaned_data["q"]) if form.is_valid() else Photo.objects.none()
        return render(request, "admin/photos/_choices.html", {"photos": photos[:MOST_SHOWN]})
