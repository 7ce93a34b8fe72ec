"""The editor's configuration, as CKEDITOR_CONFIGS wants it; free of imports that need settings."""

from django.urls import reverse_lazy

# Our own view: permission, CSRF, one image door. The package's uploader is not installed.
UPLOAD_URL = reverse_lazy("photo-upload")

EXTRA_PLUGINS = ("image2", "uploadimage", "autogrow")
# What the build of django-ckeditor loads by itself and no button of ours needs. A plugin that is gone cannot be
# attacked; docs/adr/0003-ckeditor-4-contained.md says which of them had a hole. Google Docs and LibreOffice pastes
# are read by our own script: the plugin for the first fails on a span without style and loses the whole paste.
REMOVED_PLUGINS = tuple(
    "a11yhelp about bidi codesnippetgeshi colorbutton colordialog copyformatting dialogadvtab div editorplaceholder"
    " elementspath exportpdf find floatingspace font forms horizontalrule iframe image indentblock language liststyle"
    " newpage pagebreak pastefromgdocs pastefromlibreoffice preview print resize save scayt selectall showblocks smiley"
    " sourcearea specialchar stylescombo templates wsc".split()
)

_ALIGNED = "p h2 h3 h4 td th{text-align}(align-left,align-center,align-right,align-justify)"
_KEPT = "em sup sub caption thead tbody tr; td th[colspan,rowspan,scope]; img[alt,width,height,data-photo]"

CONFIG = {
    "toolbar": [
        ["Format"],
        ["Bold"],
        ["NumberedList", "BulletedList", "Blockquote"],
        ["JustifyLeft", "JustifyCenter", "JustifyRight", "JustifyBlock"],
        ["Link", "Unlink"],
        ["Image", "Table"],
        ["PasteText", "RemoveFormat"],
        ["Undo", "Redo"],
        ["Maximize"],
    ],
    "format_tags": "p;h2;h3;h4",
    "extraPlugins": ",".join(EXTRA_PLUGINS),
    "removePlugins": ",".join(REMOVED_PLUGINS),
    # It would tell a foreign server about every editor that opens a form (CVE-2024-43411).
    "versionCheck": False,
    "language": "vi",
    "defaultLanguage": "vi",
    "title": "Ô soạn nội dung",
    "width": "100%",
    # No config.js, no styles.js: everything that is configured is configured here.
    "customConfig": "",
    "stylesSet": False,
    # Vietnamese letters stay letters in the stored text.
    "entities": False,
    "disableNativeSpellChecker": False,
    "autoGrow_minHeight": 320,
    "autoGrow_maxHeight": 900,
    "autoGrow_onStartup": True,
    "extraAllowedContent": f"{_KEPT}; {_ALIGNED}",
    "disallowedContent": "script style iframe object embed form input svg math; *[on*]",
    "pasteFilter": (
        f"p h2 h3 h4 ul ol li strong em b i blockquote table br; a[!href,title]; img[!src]; {_KEPT}; {_ALIGNED}"
    ),
    # Word's alignment arrives as styles; richtext.clean() turns it into classes.
    "pasteFromWordRemoveStyles": False,
    "pasteFromWordRemoveFontStyles": True,
    "justifyClasses": ["align-left", "align-center", "align-right", "align-justify"],
    "image2_alignClasses": ["align-left", "align-center", "align-right"],
    "image2_disableResizer": True,
    "removeDialogTabs": "link:upload;link:advanced;link:target",
    "linkShowAdvancedTab": False,
    "linkShowTargetTab": False,
    "filebrowserUploadMethod": "xhr",
    "filebrowserUploadUrl": UPLOAD_URL,
    "imageUploadUrl": UPLOAD_URL,
}
