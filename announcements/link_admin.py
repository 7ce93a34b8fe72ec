"""Links to other sites, for staff: the tree of groups and the links in them."""

from django.contrib import admin

from announcements.models import LinkGroup, WebLink, links
from hoiphunu.admin.base import StaffAdmin
from hoiphunu.admin.ordering import MovesRows
from hoiphunu.admin.trees import ListsTree, TreeChoice


@admin.register(LinkGroup)
class LinkGroupAdmin(ListsTree, StaffAdmin):
    list_display = ["place", "moving"]
    search_fields = ["name"]
    fields = ["name", "description", "parent"]


@admin.register(WebLink)
class WebLinkAdmin(MovesRows, StaffAdmin):
    list_display = ["title", "address", "group", "moving", "is_active"]
    list_editable = ["is_active"]
    list_filter = ["group", "is_active"]
    list_select_related = ["group"]
    search_fields = ["title", "address"]
    autocomplete_fields = ["logo"]
    fields = ["group", "title", "address", "description", "logo", "opens_new_tab", "is_active"]

    def get_ordering(self, request):
        return links.ORDER

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "group":
            kwargs |= {"queryset": LinkGroup.objects.in_tree(), "form_class": TreeChoice}
        return super().formfield_for_foreignkey(db_field, request, **kwargs)
