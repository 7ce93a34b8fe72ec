"""Nouns that lie in one another, in the admin: lists and choices in the order of the tree."""

from django import forms
from django.contrib import admin

from hoiphunu.admin.ordering import MovesRows
from hoiphunu.models.trees import tree_order


class TreeChoice(forms.ModelChoiceField):
    """Rows as the tree they are."""

    def label_from_instance(self, row):
        return row.indented_name


class ListsTree(MovesRows):
    """The part of a ModelAdmin whose rows stand below the ones they belong to; "place" names them."""

    list_select_related = ["parent"]

    def get_ordering(self, request):
        return tree_order()

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "parent":
            kwargs |= {"queryset": self.model.objects.in_tree(), "form_class": TreeChoice}
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    @admin.display(description="tên")
    def place(self, obj):
        return obj.indented_name
