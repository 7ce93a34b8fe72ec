from django.db import models, transaction


class ContentVersionManager(models.Manager):
    def hold(self):
        """Make other writers of public rows wait until this transaction ends.

        Taken before a row is locked, so that two writers never wait for each other.
        """
        self.select_for_update().filter(pk=1).first()

    def advance(self):
        """Raise the one number; the row stays locked until the commit, so versions commit in order."""
        while not self.filter(pk=1).update(number=models.F("number") + 1):
            self.get_or_create(pk=1)
        from hoiphunu import pagecache, pageversion

        pagecache.forget_frames()
        transaction.on_commit(pageversion.forget)

    def current(self) -> int:
        return self.filter(pk=1).values_list("number", flat=True).first() or 0


class ContentVersion(models.Model):
    """One row: how many times anything readers see has changed."""

    number = models.PositiveBigIntegerField("số", default=0)

    objects = ContentVersionManager()

    class Meta:
        verbose_name = verbose_name_plural = "phiên bản nội dung"

    def __str__(self):
        return str(self.number)


class UsedTokenManager(models.Manager):
    def spend(self, key: str, target: str = "") -> bool:
        """Mark `key` used, remembering `target`; False when it was used before. Safe in a race."""
        _, created = self.get_or_create(key=key, defaults={"target": target})
        return created

    def settle(self, key: str, target: str):
        """Remember what came of a key spent before."""
        self.filter(key=key).update(target=target)

    def give_back(self, key: str):
        """Make a key that came to nothing good again."""
        self.filter(key=key).delete()

    def target(self, key: str) -> str | None:
        return self.filter(key=key).values_list("target", flat=True).first()


class UsedToken(models.Model):
    """A form already sent: a second click, or a replay, finds it here."""

    key = models.CharField("khoá", max_length=64, unique=True)
    target = models.CharField("kết quả", max_length=300, blank=True)
    used_at = models.DateTimeField("lúc", auto_now_add=True, db_index=True)

    objects = UsedTokenManager()

    class Meta:
        verbose_name = verbose_name_plural = "mẫu đã gửi"

    def __str__(self):
        return self.key
