"""Rows that are only ever added: neither the admin nor any code of ours changes or deletes one."""

from django.db import models


class NeverChangedError(Exception):
    """Somebody tried to change or delete what is written once and for all."""


class WrittenOnceQuerySet(models.QuerySet):
    def update(self, **values):
        raise NeverChangedError

    def delete(self):
        raise NeverChangedError

    def bulk_create(self, objs, *args, update_conflicts=False, **options):
        if update_conflicts:
            raise NeverChangedError
        return super().bulk_create(objs, *args, **options)


class WrittenOnce(models.Model):
    objects = WrittenOnceQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        if self.pk:
            raise NeverChangedError
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise NeverChangedError
