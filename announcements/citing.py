"""How a document is named: cited in another text, and told to search engines."""

from announcements.relations import Kind
from announcements.validity import Status

# Source: schema.org/Legislation.
FORCE = {
    Status.PENDING: "NotInForce",
    Status.IN_FORCE: "InForce",
    Status.PARTIAL: "PartiallyInForce",
    Status.SUSPENDED: "NotInForce",
    Status.EXPIRED: "NotInForce",
}
CHANGES = {
    Kind.AMENDS: "legislationAmends",
    Kind.REPLACES: "legislationRepeals",
    Kind.REPEALS: "legislationRepeals",
    Kind.CORRECTS: "legislationCorrects",
    Kind.CONSOLIDATES: "legislationConsolidates",
    Kind.DETAILS: "legislationApplies",
    Kind.GUIDES: "legislationApplies",
}


def citation(document) -> str:
    """The document as a text cites it the first time; laws by their name alone.

    Source: Nghị định 30/2020/NĐ-CP, phụ lục I, phần II, mục I.1 (căn cứ ban hành) and mục I.5.
    """
    if document.kind.has_proper_name:
        return document.title
    number = f" số {document.number}" if document.has_number else ""
    day, issuers = document.issued_on, ", ".join(issuer.name for issuer in document.issuers)
    summary = (
        document.summary if document.summary[1:2].isupper() else document.summary[:1].lower() + document.summary[1:]
    )
    when = f"ngày {day.day:02} tháng {day.month} năm {day.year}"
    return f"{document.kind.name}{number} {when} của {issuers} {summary}"


def legislation(document, groups, absolute) -> dict:
    """The document as schema.org/Legislation; `absolute(path)` makes full addresses."""
    data = {
        "@context": "https://schema.org",
        "@type": "Legislation",
        "@id": absolute(document.get_absolute_url()),
        "url": absolute(document.get_absolute_url()),
        "name": document.title,
        "legislationType": document.kind.name,
        "legislationDate": document.issued_on.isoformat(),
        "legislationPassedBy": [{"@type": "Organization", "name": issuer.name} for issuer in document.issuers],
        "legislationLegalForce": f"https://schema.org/{FORCE[document.status]}",
        "inLanguage": "vi",
    }
    if document.has_number:
        data["legislationIdentifier"] = document.number
    if document.effective_on or document.expired_on:
        dates = (document.effective_on or document.issued_on, document.expired_on)
        data["temporalCoverage"] = "/".join(day.isoformat() if day else ".." for day in dates)
    if document.fields.all():
        data["about"] = [field.name for field in document.fields.all()]
    if document.public_files:
        data["encoding"] = [
            {
                "@type": "LegislationObject",
                "name": stored.title,
                "contentUrl": absolute(stored.get_absolute_url()),
                "encodingFormat": stored.content_type,
            }
            for stored in document.public_files
        ]
    labels = {kind.label: name for kind, name in CHANGES.items()}
    for group in groups:
        if group["is_own"] and group["label"] in labels:
            data.setdefault(labels[group["label"]], []).extend(_short(other, absolute) for other in group["documents"])
    return data


def _short(document, absolute):
    return {
        "@type": "Legislation",
        "@id": absolute(document.get_absolute_url()),
        "legislationIdentifier": document.number,
        "name": document.title,
    }
