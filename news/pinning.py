"""The box in which staff pin articles to another: an address of this site on each line, in their order."""

import re

from django import forms
from django.core.exceptions import ValidationError

from news.models import PINNED, Article

ADDRESS = re.compile(r"/tin-tuc/(?:[a-z0-9-]*-)?([0-9]{1,18})/")
UNKNOWN = "“{line}” không phải địa chỉ một tin bài của trang này."


class PinnedField(forms.CharField):
    """Gives the keys of articles; `allowed` (keys) are those its user may name."""

    widget = forms.Textarea(attrs={"rows": 4, "autocomplete": "off"})

    def __init__(self, **options):
        help_text = f"Mỗi dòng một địa chỉ, tối đa {PINNED} bài, bài trên đứng trước. Ví dụ: /tin-tuc/hoi-thao-12/"
        super().__init__(label="Ghim bài đọc tiếp", required=False, help_text=help_text, **options)
        self.user, self.known = None, ()

    def prepare_value(self, value):
        """Keys as the lines they were typed as; what was typed just now stays."""
        return "\n".join(Article.objects.addresses(value)) if isinstance(value, list) else value

    def to_python(self, value):
        typed = {}
        for line in filter(None, map(str.strip, super().to_python(value).splitlines())):
            if not (found := ADDRESS.search(line)):
                raise ValidationError(UNKNOWN.format(line=line[:80]))
            typed.setdefault(int(found[1]), line)
        if len(typed) > PINNED:
            raise ValidationError(f"Chỉ ghim được {PINNED} bài.")
        missing = set(typed) - set(self.known) - set(Article.objects.known_to(self.user).keys_among(typed))
        if missing:
            raise ValidationError(UNKNOWN.format(line=typed[min(missing)][:80]))
        return list(typed)
