from django import forms

from hoiphunu.models import Commune


class TeamSearchForm(forms.Form):
    q = forms.CharField(max_length=60, required=False)
    huyen = forms.ChoiceField(required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.districts = Commune.objects.districts_with_help()
        self.fields["huyen"].choices = [("", "Tất cả"), *((name, name) for name in self.districts)]
