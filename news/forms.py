from django import forms

from news.models import Article, Category, Tag


class ArticleFilterForm(forms.Form):
    """The filters of the news list; choices are what published articles have."""

    cm = forms.ModelChoiceField(Category.objects.none(), to_field_name="slug", required=False, label="Chuyên mục")
    the = forms.ModelMultipleChoiceField(Tag.objects.none(), to_field_name="slug", required=False, label="Thẻ")
    nam = forms.TypedChoiceField(coerce=int, required=False, label="Năm", empty_value=None)

    def __init__(self, *args, offered=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.categories, self.tags, self.years = offered or self.offers()
        self.fields["cm"].queryset = Category.objects.all()
        # A tag that only drafts have would tell what is being written.
        self.fields["the"].queryset = Tag.objects.with_articles()
        self.fields["nam"].choices = [(year, str(year)) for year in self.years]

    @staticmethod
    def offers():
        """(categories, tags, years) to choose from, the same for every list."""
        tags = list(Tag.objects.most_used(16))
        return Category.objects.with_articles(), tags, Article.objects.published().years()
