"""The rich-text field: CKEditor to write in, richtext.clean() before anything is stored. To swap editors, edit this."""

from ckeditor.fields import RichTextField as CKEditorField
from ckeditor.fields import RichTextFormField as CKEditorFormField
from ckeditor.widgets import CKEditorWidget
from django.core.exceptions import ValidationError
from django.forms import Media
from django.templatetags.static import static
from django.utils.html import escape

from hoiphunu import richtext


class EditorWidget(CKEditorWidget):
    """CKEditor with our hooks. Its scripts belong to the widget, so only pages with an editor load them."""

    @property
    def media(self):
        # One list, for two would be interleaved: ckeditor.js makes the CKEDITOR that ours talks to.
        own = ["hoiphunu/editor/language.js", "hoiphunu/editor/editor.js"]
        css = Media(css={"all": ["hoiphunu/editor/editor.css"]})
        return css + Media(css=super().media._css, js=[*super().media._js, *own])

    def get_context(self, name, value, attrs):
        self.config["contentsCss"] = static("hoiphunu/editor/contents.css")
        return super().get_context(name, value, attrs)


class RichTextFormField(CKEditorFormField):
    widget = EditorWidget

    def bound_data(self, data, initial):
        """What a refused form shows again: the editor must never load what richtext.clean() has not seen."""
        html = super().bound_data(data, initial) or ""
        try:
            return richtext.clean(html)
        except ValidationError:  # too long to clean: its words stay, its marks do not
            return "".join(f"<p>{escape(line)}</p>" for line in richtext.plain_text(html).split("\n"))


class RichTextField(CKEditorField):
    """HTML that is always clean in the database, whichever way it is written: form, save(), update(), bulk_create()."""

    def formfield(self, **kwargs):
        return super().formfield(**{"form_class": RichTextFormField, **kwargs})

    def clean(self, value, model_instance):
        # Here a refusal is a message beside the field.
        return richtext.clean(super().clean(value, model_instance))

    def pre_save(self, model_instance, add):
        value = super().pre_save(model_instance, add)
        if isinstance(value, str):
            value = richtext.clean(value)
            setattr(model_instance, self.attname, value)
        return value

    def get_db_prep_save(self, value, connection):
        return super().get_db_prep_save(richtext.clean(value) if isinstance(value, str) else value, connection)
