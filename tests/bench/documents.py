"""The list of documents among very many: processor time of this process, the wall clock beside it, and queries."""

from tests.bench.saving import measured

# What issue 5 asks of a filtered list.
MOST_QUERIES, MOST_CPU_MS = 8, 60
FILTERS = {
    "Mới nhất": {},
    "Một chữ": {"q": "bao luc gia dinh"},
    "Số, ký hiệu": {"q": "77/kh"},
    "Loại, năm": {"loai": "ke-hoach", "nam": "2024"},
    "Cơ quan": {"co_quan": None},
    "Lĩnh vực, hiệu lực": {"linh_vuc": None, "hieu_luc": "in_force"},
    "Còn hiệu lực tại ngày": {"hieu_luc": "in_force", "ngay": "01/06/2023"},
    "Người ký": {"nguoi_ky": "nguyen thi"},
    "Sáu bộ lọc": {"q": "phu nu", "loai": "ke-hoach", "co_quan": None, "linh_vuc": None, "hieu_luc": "in_force"},
}


def change_content():
    """As if something had just been published: no page, no count of before is of use, but the frame of all pages."""
    from django.db import transaction
    from django.test import Client

    from hoiphunu.models import ContentVersion

    with transaction.atomic():
        ContentVersion.objects.advance()
    Client().get("/lien-ket/")


def run(rounds: int, say) -> list[str]:
    """Print the table; what is over its bar, in sentences."""
    from django.test import Client
    from django.urls import reverse

    from announcements.models import DocumentField, Issuer, LegalDocument

    client, address = Client(), reverse("announcements:document-list")
    known = {"co_quan": Issuer.objects.first().slug, "linh_vuc": DocumentField.objects.first().slug}
    say.line(f"\n{LegalDocument.objects.count():,} văn bản: danh sách có lọc, dựng mới; trung vị của {rounds} lần.")
    say.line(f"{'':36}{'CPU ms':>12}{'ms':>12}{'truy vấn':>12}")
    over = []
    for name, asked in FILTERS.items():
        asked = {key: known[key] if value is None else value for key, value in asked.items()}

        def ask(_, name=name, asked=asked):
            answer = client.get(address, asked)
            if answer.status_code != 200:
                raise SystemExit(f"{name}: {answer.status_code}")
            return answer

        cpu, wall, queries = measured(change_content, ask, rounds)
        say.line(f"{name:36}{cpu:12.1f}{wall:12.1f}{queries:12}")
        if cpu > MOST_CPU_MS or queries > MOST_QUERIES:
            over.append(f"Danh sách văn bản ({name}): {cpu:.0f} ms CPU, {queries} truy vấn.")
    return over
