"""Makers of Word files: the parts Word writes, as small as they get. All bytes are made here, none are stored."""

from html import escape

from tests import hostile

_SPACES = " ".join(
    f'xmlns:{prefix}="{address}"'
    for prefix, address in {
        "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
        "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
        "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
        "pic": "http://schemas.openxmlformats.org/drawingml/2006/picture",
        "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
        "m": "http://schemas.openxmlformats.org/officeDocument/2006/math",
        "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
        "v": "urn:schemas-microsoft-com:vml",
    }.items()
)
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/><Default Extension="jpeg" ContentType="image/jpeg"/>'
    '<Default Extension="png" ContentType="image/png"/><Default Extension="emf" ContentType="image/x-emf"/>'
    '<Override PartName="/word/document.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)

# As Word of any language writes them: ids are translated, names are English.
STYLES = {
    "Binhthng": ("Normal", "", "", '<w:style w:type="paragraph" w:default="1" w:styleId="{id}">'),
    "Tiu": ("Title", "Binhthng", '<w:pPr><w:jc w:val="center"/></w:pPr>', ""),
    "u1": ("heading 1", "Binhthng", "<w:rPr><w:b/></w:rPr>", ""),
    "u2": ("heading 2", "Binhthng", "<w:rPr><w:b/></w:rPr>", ""),
    "u3": ("heading 3", "Binhthng", "<w:rPr><w:b/></w:rPr>", ""),
    "Chuthich": ("caption", "Binhthng", "<w:rPr><w:i/></w:rPr>", ""),
    "TenBai": ("Tên bài", "Binhthng", '<w:pPr><w:jc w:val="center"/></w:pPr><w:rPr><w:b/></w:rPr>', ""),
    "Muc": ("Mục của cơ quan", "u2", "", ""),
    "MucLuc1": ("toc 1", "Binhthng", "", ""),
    "Vong": ("Vòng", "Vong", "", ""),
}
# 1: bullets; 2: 1. a) i.; 3: I. ; 4: Điều 1. ; 5: the same as 2, counted anew
_LEVELS = {
    "1": [("bullet", "-"), ("bullet", "o")],
    "2": [("decimal", "%1."), ("lowerLetter", "%2)"), ("lowerRoman", "%3.")],
    "3": [("upperRoman", "%1."), ("decimal", "%1.%2.")],
    "4": [("decimal", "Điều %1.")],
}


def text(value, tag="t"):
    return f'<w:{tag} xml:space="preserve">{escape(value)}</w:{tag}>'


def r(value="", bold=False, italic=False, font="", style="", more=""):
    """A run. `value` is its text, or XML when it begins with "<"."""
    properties = f'<w:rStyle w:val="{style}"/>' * bool(style)
    properties += f'<w:rFonts w:ascii="{font}" w:hAnsi="{font}"/>' * bool(font)
    properties += "<w:b/>" * bold + "<w:i/>" * italic + more
    return f'<w:r w:rsidR="00AB12CD"><w:rPr>{properties}</w:rPr>{value if value[:1] == "<" else text(value)}</w:r>'


def p(*runs, style="", align="", num=None, more="", **options):
    """A paragraph of runs, or of plain strings."""
    properties = f'<w:pStyle w:val="{style}"/>' * bool(style)
    if num:
        properties += f'<w:numPr><w:ilvl w:val="{num[1]}"/><w:numId w:val="{num[0]}"/></w:numPr>'
    properties += f'<w:jc w:val="{align}"/>' * bool(align) + more
    inner = "".join(run if run[:1] == "<" else r(run, **options) for run in runs)
    return f'<w:p w:rsidR="00AB12CD" w:rsidRDefault="00AB12CD"><w:pPr>{properties}</w:pPr>{inner}</w:p>'


def bold(value, align=""):
    return p(r(value, bold=True), align=align)


def cell(*inside, span=1, merge=""):
    """A table cell; `merge` is "restart" or "continue"."""
    properties = f'<w:gridSpan w:val="{span}"/>' * (span > 1) + f'<w:vMerge w:val="{merge}"/>' * bool(merge)
    inner = "".join(part if part[:1] == "<" else p(part) for part in inside) or p()
    return f'<w:tc><w:tcPr><w:tcW w:w="4675" w:type="dxa"/>{properties}</w:tcPr>{inner}</w:tc>'


def row(*cells, head=False):
    properties = "<w:trPr><w:tblHeader/></w:trPr>" * head
    return f"<w:tr>{properties}{''.join(c if c.startswith('<w:tc>') else cell(c) for c in cells)}</w:tr>"


def table(*rows):
    grid = '<w:tblPr><w:tblW w:w="0" w:type="auto"/></w:tblPr><w:tblGrid><w:gridCol w:w="4675"/></w:tblGrid>'
    return f"<w:tbl>{grid}{''.join(rows)}</w:tbl>"


def picture(relation, alt="", crop="", how="embed"):
    """A drawing inside a run."""
    return (
        f'<w:drawing><wp:inline><wp:docPr id="1" name="Picture 1" descr="{escape(alt)}"/><a:graphic><a:graphicData '
        'uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic><pic:blipFill>'
        f'<a:blip r:{how}="{relation}"/>{crop}</pic:blipFill></pic:pic></a:graphicData></a:graphic></wp:inline>'
        "</w:drawing>"
    )


def link(relation, value):
    return f'<w:hyperlink r:id="{relation}">{r(value)}</w:hyperlink>'


def text_box(*paragraphs, fallback=True):
    """A text box as Word writes it: once for new programs, once for old."""
    inside = "<w:txbxContent>" + "".join(paragraphs) + "</w:txbxContent>"
    old = f"<mc:Fallback><w:pict><v:shape><v:textbox>{inside}</v:textbox></v:shape></w:pict></mc:Fallback>"
    return r(
        '<mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:anchor><a:graphic><a:graphicData><wps:wsp>'
        f"<wps:txbx>{inside}</wps:txbx></wps:wsp></a:graphicData></a:graphic></wp:anchor></w:drawing></mc:Choice>"
        f"{old if fallback else ''}</mc:AlternateContent>"
    )


def note_mark(number):
    return r(f'<w:footnoteReference w:id="{number}"/>', more='<w:vertAlign w:val="superscript"/>')


def _styles(font):
    made = f'<w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="{font}"/></w:rPr></w:rPrDefault></w:docDefaults>'
    for key, (name, base, properties, start) in STYLES.items():
        start = (start or '<w:style w:type="paragraph" w:styleId="{id}">').format(id=key)
        made += (
            f'{start}<w:name w:val="{name}"/>' + f'<w:basedOn w:val="{base}"/>' * bool(base) + f"{properties}</w:style>"
        )
    return f"<w:styles {_SPACES}>{made}</w:styles>"


def _numbering():
    made = ""
    for key, levels in _LEVELS.items():
        inner = "".join(
            f'<w:lvl w:ilvl="{n}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{shown}"/></w:lvl>'
            for n, (form, shown) in enumerate(levels)
        )
        made += f'<w:abstractNum w:abstractNumId="{key}">{inner}</w:abstractNum>'
    made += "".join(f'<w:num w:numId="{key}"><w:abstractNumId w:val="{key}"/></w:num>' for key in _LEVELS)
    anew = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'
    made += f'<w:num w:numId="5"><w:abstractNumId w:val="2"/>{anew}</w:num>'
    return f"<w:numbering {_SPACES}>{made}</w:numbering>"


def _relations(links, media):
    made = "".join(
        f'<Relationship Id="{key}" Type="{_RELATION}/hyperlink" Target="{escape(target)}" TargetMode="External"/>'
        for key, target in links.items()
    )
    made += "".join(
        f'<Relationship Id="{key}" Type="{_RELATION}/image" Target="{name}"/>'
        for key, name in ((f"anh{n}", name) for n, name in enumerate(media, 1))
    )
    return f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{made}</Relationships>'


def parts(*body, links=None, media=None, notes=None, font="Times New Roman", extra=None):
    """{entry name: content} of a Word file. The pictures `media` ({"media/image1.jpeg": bytes}) are anh1, anh2 …"""
    media = media or {}
    made = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{_RELATION}/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/document.xml": f"<w:document {_SPACES}><w:body>{''.join(body)}<w:sectPr/></w:body></w:document>",
        "word/_rels/document.xml.rels": _relations(links or {}, media),
        "word/styles.xml": _styles(font),
        "word/numbering.xml": _numbering(),
    }
    if notes:
        inner = "".join(
            f'<w:footnote w:id="{n}">{p(r("<w:footnoteRef/>"), r(f" {note}"))}</w:footnote>'
            for n, note in notes.items()
        )
        made["word/footnotes.xml"] = f"<w:footnotes {_SPACES}>{inner}</w:footnotes>"
    made |= {f"word/{name}": content for name, content in media.items() if content is not None}
    return made | (extra or {})


def docx(*body, **options) -> bytes:
    """A Word file of these paragraphs and tables; see `parts`."""
    return hostile.archive(parts(*body, **options).items())
