"""Makes articles and documents by the thousand for measuring and for exercises: valid, varied, the same each time."""

import json
import multiprocessing
import random
from collections.abc import Callable
from datetime import timedelta
from html import escape

from django.db import connections, transaction
from django.utils import timezone

from announcements.models import DocumentField, DocumentType, Issuer, LegalDocument
from hoiphunu.demo.seeding import FOLDER
from hoiphunu.models import DemoRow, Organisation, Photo, Revision
from hoiphunu.publishing import State
from hoiphunu.vietnamese import slugify
from news.models import Article, ArticleTag, Category, Tag

# No more than `richtext.clean` remembers: what passes its door a second time in a batch costs nothing there.
BATCH = 90
SAID_EVERY = 1000
YEARS = 15
PHOTOS = ("sen", "lop-hoc", "tu-van", "hoi-nghi")
# Of a thousand texts so many are no longer, or not yet, for readers.
DRAFTS, WITHDRAWN, SCHEDULED = 15, 10, 2


def generate(articles: int, documents: int, say: Callable[[str], object], processes: int = 1):
    """Add so many rows, a batch to a transaction, with their tags, search rows and first revisions; `say` what is done.

    They are remembered as demo rows: `clear_demo` takes them out again. Several `processes` write at the same time;
    not on SQLite, and not inside a transaction.
    """
    for name, wanted, kind in (("bài", articles, Articles), ("văn bản", documents, Documents)):
        if not wanted:
            continue
        with transaction.atomic():
            maker = kind()
        batches = [range(start, min(start + BATCH, wanted)) for start in range(0, wanted, BATCH)]
        done = 0
        for count in _made(maker, batches, processes):
            done += count
            if done % SAID_EVERY < count or done == wanted:
                say(f"{done:,}/{wanted:,} {name}".replace(",", "."))


def _made(maker, batches, processes):
    """Make the batches, in any order; the size of each when it is stored."""
    if processes == 1:
        yield from map(maker.make, batches)
        return
    connections.close_all()  # each process opens its own
    with multiprocessing.get_context("fork").Pool(processes) as pool:
        yield from pool.imap_unordered(maker.make, batches)
        # They end by themselves: one that is ended while it waits for work may never hear of it.
        pool.close()
        pool.join()


class Maker:
    """Writes text from the phrases; each row by its own number, so that the same rows come out of every run."""

    def __init__(self):
        self.phrases = json.loads((FOLDER / "phrases.json").read_text(encoding="utf-8"))
        self.now = timezone.localtime().replace(second=0, microsecond=0)
        organisation = Organisation.objects.current()
        if not organisation.name_upper:
            organisation.name_upper, organisation.short_name = "Hội Liên hiệp Phụ nữ", "Hội Phụ nữ"
        organisation.is_demo = True
        organisation.save()

    def make(self, numbers) -> int:
        """Store the rows of these numbers; how many they are."""
        rows = self.compose(numbers)
        data = [{**row.written_data(), **row.generated_sets} for row in rows]  # cleans the texts before any lock
        with transaction.atomic():
            self.store(rows)
            self.write_revisions(rows, data)
            self.remember(rows)
        return len(rows)

    def some(self, name):
        return self.chance.choice(self.phrases[name])

    def paragraph(self, day, sentences, opening=False):
        """Plain text that speaks of one place, one person and one number of people."""
        chosen = self.chance.sample(self.phrases["sentence"], sentences)
        text = " ".join([self.some("opening"), *chosen] if opening else chosen)
        facts = {name: self.some(name) for name in ("who", "place", "person")}
        count, few = self.chance.randint(12, 320), self.chance.randint(2, 11)
        return text.format(day=f"{day:%d/%m/%Y}", count=count, few=few, **facts)

    def moment(self):
        """A past minute, as likely in one year as in another."""
        return self.now - timedelta(minutes=self.chance.randint(1, YEARS * 365 * 24 * 60))

    def state(self):
        throw = self.chance.randrange(1000)
        if throw < DRAFTS:
            return State.DRAFT
        return State.WITHDRAWN if throw < DRAFTS + WITHDRAWN else State.APPROVED

    def date(self, row):
        """Give `row` its state and dates."""
        row.state, row.published_at = self.state(), self.moment()
        row.created_at = row.published_at
        if row.state == State.DRAFT:
            row.published_at = None
        elif row.state == State.WITHDRAWN:
            row.withdrawn_reason = "Nội dung đã được thay bằng bài mới hơn."
        elif self.chance.randrange(1000) < SCHEDULED:
            row.published_at = self.now + timedelta(days=self.chance.randint(1, 60))

    def remember(self, rows):
        kind = rows[0]._meta.label_lower
        DemoRow.objects.bulk_create(DemoRow(kind=kind, object_id=row.pk) for row in rows)

    def write_revisions(self, rows, data):
        Revision.objects.bulk_create(
            Revision(
                kind=row._meta.label_lower,
                object_id=row.pk,
                number=1,
                data=written,
                note="publish" if row.state == State.APPROVED else "",
                created_at=row.created_at,
            )
            for row, written in zip(rows, data, strict=True)
        )


class Articles(Maker):
    def __init__(self):
        super().__init__()
        for order, entry in enumerate(json.loads((FOLDER / "site.json").read_text(encoding="utf-8"))["categories"], 1):
            Category.objects.get_or_create(slug=entry["slug"], defaults={**entry, "order": order * 10})
        self.categories = list(Category.objects.all())
        self.tags = Tag.objects.named(self.phrases["tag"])
        self.photos = list(Photo.objects.all()[:20]) or [self.photo(name) for name in PHOTOS]

    def photo(self, name):
        entries = json.loads((FOLDER / "photos.json").read_text(encoding="utf-8"))
        entry = next(entry for entry in entries if entry["name"] == name)
        with (FOLDER / "photos" / f"{name}.jpg").open("rb") as file:
            photo = Photo.from_upload(file, alt=entry["alt"], caption=entry["caption"], credit="Tranh minh hoạ")
        self.remember([photo])
        return photo

    def compose(self, numbers):
        return [self.article(number) for number in numbers]

    def store(self, articles):
        Article.objects.bulk_create(articles)
        ArticleTag.objects.bulk_create(
            ArticleTag(content_object=article, tag=tag) for article in articles for tag in article.generated_tags
        )

    def article(self, number):
        chance = self.chance = random.Random(f"article {number}")  # noqa: S311  nothing secret
        title = f"{self.some('who')} {self.some('place')} {self.some('does')} {self.some('what')}"
        article = Article(title=title, byline=self.some("byline"), category=chance.choice(self.categories))
        self.date(article)
        article.summary = self.paragraph(article.created_at, 2)
        article.cover = chance.choice(self.photos) if chance.random() < 0.7 else None
        article.body = self.body(article.created_at)
        article.slug = slugify(title, fallback="tin")
        article.byline_slug = slugify(article.byline, fallback="")
        # The first tags are had by many articles, the last by few.
        tags = {self.tags[int(len(self.tags) * chance.random() ** 2)] for _ in range(chance.randint(1, 4))}
        article.generated_tags = sorted(tags, key=lambda tag: tag.name)
        article.generated_sets = {"tags": [tag.name for tag in article.generated_tags], "topics": [], "files": []}
        article.is_sensitive = article.category.is_sensitive or any(tag.is_sensitive for tag in tags)
        # The hook finds the tags here, before they are stored beside the article.
        article._prefetched_objects_cache = {"tags": article.generated_tags, "topics": [], "files": []}
        return article

    def body(self, day):
        chance, parts = self.chance, []
        for part in range(chance.randint(1, 4)):
            if part:
                parts.append(f"<h2>{self.some('heading')}</h2>")
            for place in range(chance.randint(2, 4)):
                text = self.paragraph(day, chance.randint(3, 6), opening=not part and not place)
                parts.append(f"<p>{escape(text, quote=False)}</p>")
        if chance.random() < 0.3:
            points = chance.sample(self.phrases["point"], 4)
            parts.append("<ul>" + "".join(f"<li>{point}</li>" for point in points) + "</ul>")
        if chance.random() < 0.3:
            parts.append(f"<blockquote><p>{self.some('quote')}</p></blockquote>")
        if chance.random() < 0.1:
            rows = "".join(f"<tr><td>{self.some('place')}</td><td>{chance.randint(5, 90)}</td></tr>" for _ in range(6))
            parts.append(f"<table><tbody>{rows}</tbody></table>")
        if chance.random() < 0.3:
            photo = chance.choice(self.photos)
            parts.insert(
                1, f'<figure><img src="{photo.url}" alt="{escape(photo.alt)}" data-photo="{photo.pk}"></figure>'
            )
        return "\n".join(parts)


class Documents(Maker):
    def __init__(self):
        super().__init__()
        self.kinds = [(DocumentType.objects.get_or_create(name=name)[0], sign) for name, sign in self.phrases["kind"]]
        self.issuers = [Issuer.objects.get_or_create(name=name)[0] for name in self.phrases["issuer"]]
        self.fields = [DocumentField.objects.get_or_create(name=name)[0] for name in self.phrases["field"]]

    def compose(self, numbers):
        return [self.document(number) for number in numbers]

    def store(self, documents):
        LegalDocument.objects.bulk_create(documents)
        through = LegalDocument.fields.through
        through.objects.bulk_create(
            through(legaldocument_id=document.pk, documentfield_id=pk)
            for document in documents
            for pk in document.generated_sets["fields"]
        )

    def document(self, number):
        chance = self.chance = random.Random(f"document {number}")  # noqa: S311  nothing secret
        kind, sign = chance.choice(self.kinds)
        document = LegalDocument(number=f"{number % 900 + 1}/{sign}", kind=kind, issuer=chance.choice(self.issuers))
        self.date(document)
        day = document.created_at.date()
        document.summary = f"Về việc {self.some('does')} {self.some('what')} tại {self.some('place')}"
        document.issued_on, document.signer, document.signer_position = day, self.some("person"), "Chủ tịch"
        document.effective_on = day + timedelta(days=chance.choice((0, 15, 45)))
        if chance.random() < 0.15:
            document.expired_on = document.effective_on + timedelta(days=chance.randint(200, 2000))
        document.note = f"<p>{escape(self.paragraph(document.created_at, 4), quote=False)}</p>"
        document.derive()
        document._prefetched_objects_cache = {"files": []}
        document.generated_sets = {"fields": [chance.choice(self.fields).pk], "files": []}
        return document
