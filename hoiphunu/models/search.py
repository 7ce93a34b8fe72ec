from django.db import models
from django.utils import timezone


class WordsField(models.TextField):
    """Words already folded and split, space-separated: a `tsvector` on PostgreSQL, plain text on SQLite.

    Written as text; PostgreSQL's own parser never sees dates or numbers whole, so both databases index the same words.
    """

    def db_type(self, connection):
        return "tsvector" if connection.vendor == "postgresql" else "text"

    def get_placeholder(self, value, compiler, connection):
        return "to_tsvector('simple', %s)" if connection.vendor == "postgresql" else "%s"


@WordsField.register_lookup
class AllWords(models.Lookup):
    """Rows that hold every word of the list given; SQLite asks the full-text table beside the model's own."""

    lookup_name = "all_words"
    prepare_rhs = False

    def get_db_prep_lookup(self, value, connection):
        if connection.vendor == "postgresql":
            return "to_tsquery('simple', %s)", [" & ".join(value)]
        return "%s", [f"{self.lhs.target.column} : (" + " AND ".join(f'"{word}"' for word in value) + ")"]

    def as_sql(self, compiler, connection):
        lhs, lhs_params = self.process_lhs(compiler, connection)
        rhs, rhs_params = self.process_rhs(compiler, connection)
        if connection.vendor == "postgresql":
            return f"{lhs} @@ {rhs}", [*lhs_params, *rhs_params]
        key = f"{connection.ops.quote_name(self.lhs.alias)}.{connection.ops.quote_name('id')}"
        # Names and placeholders only; the words travel as parameters.
        return f"{key} IN (SELECT rowid FROM search_words WHERE search_words MATCH {rhs})", rhs_params  # noqa: S608


class FoldedField(models.TextField):
    """Folded words between single spaces, one before the first and one after the last."""


@FoldedField.register_lookup
class Holds(models.Lookup):
    """Rows that hold all of [(word, whole)]: the word itself or, where it need not be whole, one that begins so.

    PostgreSQL finds them by an index on the same expression, made by a migration; SQLite reads the rows.
    """

    lookup_name = "holds"
    prepare_rhs = False

    def get_db_prep_lookup(self, value, connection):
        if connection.vendor == "postgresql":
            return "to_tsquery('simple', %s)", [" & ".join(f"{word}{'' if whole else ':*'}" for word, whole in value)]
        return "", [f" {word}{' ' if whole else ''}" for word, whole in value]

    def as_sql(self, compiler, connection):
        lhs, _ = self.process_lhs(compiler, connection)
        rhs, params = self.process_rhs(compiler, connection)
        if connection.vendor == "postgresql":
            return f"to_tsvector('simple', {lhs}) @@ {rhs}", params
        return "(" + " AND ".join(f"instr({lhs}, %s) > 0" for _ in params) + ")", params


class SearchEntryQuerySet(models.QuerySet):
    def visible(self, now=None):
        now = now or timezone.now()
        return self.filter(visible_from__lte=now).exclude(visible_until__lte=now)

    def holding(self, words):
        return self.filter(doc__all_words=words)

    def title_hits_first(self, words):
        in_head = models.Case(models.When(head__all_words=words, then=0), default=1, output_field=models.IntegerField())
        return self.order_by(in_head, "-date", "-pk")

    def of_kind(self, kind):
        return self.filter(kind=kind)


class SearchEntry(models.Model):
    """One searchable row of any noun, while readers may see it. Written by `hoiphunu.search` only."""

    kind = models.CharField("loại", max_length=40)
    object_id = models.PositiveBigIntegerField("mã")
    url = models.CharField("địa chỉ", max_length=300)
    title = models.CharField("tiêu đề", max_length=500)
    text = models.TextField("chữ", blank=True)
    date = models.DateField("ngày", null=True)
    head = WordsField("từ ở đầu mục")
    doc = WordsField("mọi từ")
    visible_from = models.DateTimeField("từ")
    visible_until = models.DateTimeField("đến", null=True)

    objects = SearchEntryQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "mục tìm kiếm"
        ordering = ["-date", "-pk"]
        constraints = [models.UniqueConstraint("kind", "object_id", name="searchentry_row")]
        indexes = [models.Index(fields=["-date", "-id"], name="searchentry_date")]

    def __str__(self):
        return self.title
