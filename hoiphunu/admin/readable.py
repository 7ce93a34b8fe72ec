"""Stored and typed values as staff read them."""

from django.db import models
from django.utils import timezone

from hoiphunu import richtext
from hoiphunu.editor import RichTextField


def label(row, name):
    """What staff call a field or a set of `row`."""
    field = row._meta.get_field(name)
    return getattr(field, "verbose_name", None) or field.related_model._meta.verbose_name


def readable(row, name, value):
    """A field's stored or typed value as staff read it."""
    field = row._meta.get_field(name)
    if value in (None, "", []):
        return ""
    if hasattr(field, "readable"):
        return field.readable(value)
    if isinstance(field, RichTextField):
        return richtext.plain_text(value)
    if isinstance(value, bool):
        return "Có" if value else "Không"
    if isinstance(field, models.ManyToManyField):
        return ", ".join(map(str, field.related_model._base_manager.in_bulk(value).values()))
    if isinstance(value, list):
        return ", ".join(each["title"] if isinstance(each, dict) else each for each in value)
    if field.is_relation and not hasattr(value, "pk"):
        return str(field.related_model._base_manager.in_bulk([value]).get(value, ""))
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if field.get_internal_type() in ("DateTimeField", "DateField"):
        value = field.to_python(value)
        local = timezone.localtime(value) if hasattr(value, "hour") else value
        return f"{local:%H:%M %d/%m/%Y}" if hasattr(value, "hour") else f"{local:%d/%m/%Y}"
    return str(value)
