from datetime import date

from django.db import connection, models
from django.db.models.functions import ExtractYear
from django.utils import timezone

# PostgreSQL counts places in a text up to here.
MOST_PLACES = 16_383
# The day of what has none: it comes last, where databases differ about nothing at all.
NO_DAY = date(1, 1, 1)


class WordsField(models.TextField):
    """Words already cut out of a text, space-separated: a `tsvector` on PostgreSQL, plain text on SQLite.

    Lines stand for weights: what is before the first line end counts as title. No parser of a database sees the words,
    so both index the same ones.
    """

    def db_type(self, connection):
        return "tsvector" if connection.vendor == "postgresql" else "text"

    def get_placeholder(self, value, compiler, connection):
        return "%s::tsvector" if connection.vendor == "postgresql" else "%s"

    def get_db_prep_value(self, value, connection, prepared=False):
        value = super().get_db_prep_value(value, connection, prepared)
        return vector(value) if connection.vendor == "postgresql" and isinstance(value, str) else value


def vector(text: str) -> str:
    """Lines of words as PostgreSQL writes a tsvector: places from 1 on, the first of several lines with weight A."""
    places, place = {}, 0
    title, has_title, rest = text.partition("\n")
    for words, weight in ((title.split(), "A" if has_title else ""), (rest.split(), "")):
        for word in words:
            place += 1
            if place <= MOST_PLACES:
                places.setdefault(word, []).append(f"{place}{weight}")
    return " ".join(f"'{word}':{','.join(found[:255])}" for word, found in places.items())


@WordsField.register_lookup
class Asks(models.Lookup):
    """Rows that hold what `Asked` says; SQLite asks the full-text table beside the model's own."""

    lookup_name = "asks"
    prepare_rhs = False

    def get_db_prep_lookup(self, value, connection):
        if connection.vendor == "postgresql":
            return "%s::tsquery", [value.as_tsquery()]
        return "%s", [value.as_fts(self.lhs.target.column)]

    def as_sql(self, compiler, connection):
        lhs, lhs_params = self.process_lhs(compiler, connection)
        rhs, rhs_params = self.process_rhs(compiler, connection)
        if connection.vendor == "postgresql":
            return f"{lhs} @@ {rhs}", [*lhs_params, *rhs_params]
        key = f"{connection.ops.quote_name(self.lhs.alias)}.{connection.ops.quote_name('id')}"
        # Names and placeholders only; the words travel as parameters.
        return f"{key} IN (SELECT rowid FROM search_words WHERE search_words MATCH {rhs})", rhs_params  # noqa: S608


class Asked:
    """All of `clauses`, each a list of phrases any of which will do, each a list of words that follow one another.

    `without`: clauses none of which may hold. `begun`: the very last word may be the beginning of one. `in_title`: only
    titles are asked.
    """

    def __init__(self, clauses, without=(), begun=False, in_title=False):
        self.clauses, self.without, self.begun, self.in_title = clauses, without, begun, in_title

    def as_tsquery(self):
        weight = "A" if self.in_title else ""

        def clause(phrases, begun=False):
            return "(" + " | ".join(phrase(words, begun) for words in phrases) + ")"

        def phrase(words, begun):
            flags = [weight] * (len(words) - 1) + [("*" if begun else "") + weight]
            marked = [f"'{word}'{':' if flag else ''}{flag}" for word, flag in zip(words, flags, strict=True)]
            return f"({' <-> '.join(marked)})"

        wanted = [clause(phrases, begun) for phrases, begun in self._wanted()]
        return " & ".join([*wanted, *(f"!{clause(phrases)}" for phrases in self.without)])

    def as_fts(self, column):
        column = "title" if self.in_title else column

        def clause(phrases, begun=False):
            return (
                f"{column} : (" + " OR ".join(f'"{" ".join(words)}"{" *" if begun else ""}' for words in phrases) + ")"
            )

        asked = " AND ".join(clause(phrases, begun) for phrases, begun in self._wanted())
        return " NOT ".join([f"({asked})", *(f"({clause(phrases)})" for phrases in self.without)])

    def _wanted(self):
        """[(clause, whether its last word may be only begun)]."""
        last = len(self.clauses)
        return [(phrases, self.begun and number == last) for number, phrases in enumerate(self.clauses, 1)]


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

    def asking(self, query, exactly=False):
        """Rows that hold all that `query` (a `queries.Query`) wants and nothing it leaves out.

        `exactly`: words typed with accents count with those accents only.
        """
        marked = [term for term in query.wanted if exactly and term.has_marks]
        plain = [term for term in query.wanted if term not in marked]
        found, left_out = self, list(query.excluded)
        if not plain and not all(term.has_marks for term in left_out):
            plain = marked  # says nothing more, but gives the words left out something to go with
        for column, name, terms in (("exact", "exact", marked), ("doc", "folded", plain)):
            if terms:
                # What is left out goes with what is wanted of the same words: the index answers both at once.
                without = [term for term in left_out if term.has_marks == (name == "exact")]
                left_out = [term for term in left_out if term not in without]
                clauses = [[_spelled(term, name) for term in each] for each in (terms, without)]
                found = found.filter(**{f"{column}__asks": Asked(*clauses)})
        for term in left_out:
            column, name = ("exact", "exact") if term.has_marks else ("doc", "folded")
            found = found.exclude(**{f"{column}__asks": Asked([_spelled(term, name)])})
        return found

    def beginning(self, words, in_title=False):
        """Rows that hold these folded words, the last one perhaps only begun; `in_title`: in their titles."""
        asked = Asked([[[word]] for word in words], begun=True, in_title=in_title)
        return self.filter(head__asks=asked) if in_title else self.filter(doc__asks=asked)

    def in_head(self, query, is_there=True):
        """Rows whose title or summary holds all that is wanted; with `is_there` False, the others."""
        asked = Asked([_spelled(term, "folded") for term in query.wanted])
        if is_there:
            return self.filter(head__asks=asked)
        return self.exclude(pk__in=SearchEntry.objects.filter(head__asks=asked).values("pk"))

    def newest(self):
        return self.order_by("-date", "-pk")

    def of_kind(self, kind):
        return self.filter(kind=kind)

    def of_rows(self, kind, keys):
        return self.filter(kind=kind, object_id__in=keys)

    def in_year(self, year):
        return self.filter(date__year=year)

    def in_section(self, section):
        return self.filter(section=section)

    def keys(self):
        """The keys of the rows themselves."""
        return self.values("object_id")

    def vocabulary(self):
        """{word without accents: number of titles and summaries that hold it}; drafts too."""
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute("SELECT word, ndoc FROM ts_stat('SELECT head FROM hoiphunu_searchentry')")
            else:
                cursor.execute(
                    "CREATE VIRTUAL TABLE IF NOT EXISTS temp.search_terms USING fts5vocab(main, search_words, col)"
                )
                cursor.execute("SELECT term, doc FROM temp.search_terms WHERE col = 'head'")
            return dict(cursor.fetchall())

    def tally(self):
        """[(kind, year, section, number of rows)]."""
        rows = self.order_by().annotate(year=ExtractYear("date")).values_list("kind", "year", "section")
        return list(rows.annotate(models.Count("pk")))


def _spelled(term, name):
    return [[getattr(word, name) for word in phrase] for phrase in term.phrases]


class SearchEntry(models.Model):
    """One searchable row of any noun, with the time in which readers may see it. Written by `hoiphunu.search` only."""

    kind = models.CharField("loại", max_length=40)
    object_id = models.PositiveBigIntegerField("mã")
    url = models.CharField("địa chỉ", max_length=300)
    title = models.CharField("tiêu đề", max_length=500)
    text = models.TextField("chữ", blank=True)
    date = models.DateField("ngày", default=NO_DAY)
    section = models.CharField("mục", max_length=100, blank=True)
    head = WordsField("từ ở đầu mục")
    doc = WordsField("mọi từ")
    exact = WordsField("mọi từ có dấu", default="")
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
