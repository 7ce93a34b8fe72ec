"""Documents, consultations and links."""

from django.urls import reverse
from django.utils import timezone

from announcements.models import Consultation, DocumentRelation, IntakeItem, LegalDocument, LinkCheck, Opinion, WebLink
from announcements.stages import Stage
from hoiphunu.dashboard.task import LIMIT, Task, Tasks, change_list, day_within, may
from hoiphunu.publishing import State


class DocumentTasks(Tasks):
    def document_lists(self):
        """{list: its rows} for `there`."""
        return {
            "effects": DocumentRelation.objects.proposing(),
            "files": IntakeItem.objects.all(),
            "links": LinkCheck.objects.to_see(),
            "opinions": Opinion.objects.of_kept().waiting(),
            "digests": Consultation.objects.due_a_digest(timezone.localdate()),
        }

    def effects_to_write(self):
        """Published documents that replace or amend others whose end is not written down."""
        if not may(self.user, "publish", LegalDocument) or not self.there["effects"]:
            return None
        rows = list(DocumentRelation.objects.proposing()[: LIMIT + 1])
        example = f"{rows[0].source.number} {rows[0].get_kind_display().lower()} {rows[0].target.number}"
        label, url = LegalDocument._meta.label, reverse("admin:announcements_effects")
        return Task(label, len(rows), "Hiệu lực văn bản cần ghi", example, "Xem và trả lời", url, is_harmful=True)

    def files_to_take_in(self):
        """Files that were handed in; harmful when the worker that reads them stands still."""
        if not may(self.user, "add", LegalDocument) or not self.there["files"]:
            return None
        rows = list(IntakeItem.objects.defer("text", "found")[: LIMIT + 1])
        stalled = [row for row in rows if row.is_stalled]
        title = "Máy đọc văn bản đang đứng, báo người quản trị máy chủ" if stalled else "Tệp văn bản chờ tiếp nhận"
        shown = stalled or rows
        example = f"“{shown[0]}”, nhận {day_within(shown[0].created_at)}"
        url = reverse("admin:announcements_document_intake")
        return Task(LegalDocument._meta.label, len(shown), title, example, "Xem", url, is_harmful=bool(stalled))

    def broken_links(self):
        if not may(self.user, "change", WebLink) or not self.there["links"]:
            return None
        rows = list(LinkCheck.objects.to_see()[: LIMIT + 1])
        first = rows[0]
        example = f"{first.get_state_display() or 'Bạn đọc báo'}: {first.address}"
        if first.checked_at:
            example += f", hỏi thử {day_within(first.checked_at)}"
        url = change_list(LinkCheck, xem="can_xem")
        return Task(LinkCheck._meta.label, len(rows), "Liên kết hỏng", example, "Xem", url)

    def opinions_to_read(self):
        if not may(self.user, "change", Opinion) or not self.there["opinions"]:
            return None
        rows = list(Opinion.objects.of_kept().waiting().oldest()[: LIMIT + 1])
        example, url = f"“{rows[0]}”, gửi {day_within(rows[0].sent_at)}", change_list(Opinion, state__exact="new")
        return Task(Opinion._meta.label, len(rows), "Ý kiến bạn đọc chờ duyệt", example, "Xem và duyệt", url)

    def digests_to_write(self):
        if not may(self.user, "change", Consultation) or not self.there["digests"]:
            return None
        rows = list(Consultation.objects.due_a_digest(timezone.localdate()).for_list()[: LIMIT + 1])
        example = f"“{rows[0]}”, kết thúc {rows[0].ends_on:%d/%m/%Y}"
        url = change_list(Consultation, thoi_han=Stage.CLOSED.value, state__exact=State.APPROVED.value)
        title = "Dự thảo đã kết thúc lấy ý kiến, chưa có tổng hợp"
        return Task(Consultation._meta.label, len(rows), title, example, "Viết tổng hợp", url)

    def documents_to_check(self):
        title = "Văn bản cần đối chiếu với bản gốc"
        return self.to_check(LegalDocument, "number", title, "Đối chiếu")
