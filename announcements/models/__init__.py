from announcements.models.banners import Banner
from announcements.models.commemorations import ApprovedYear, Commemoration, CommemorationDay
from announcements.models.documents import DocumentField, DocumentFile, DocumentType, Issuer, LegalDocument
from announcements.models.links import LinkGroup, WebLink

__all__ = [
    "ApprovedYear",
    "Banner",
    "Commemoration",
    "CommemorationDay",
    "DocumentField",
    "DocumentFile",
    "DocumentType",
    "Issuer",
    "LegalDocument",
    "LinkGroup",
    "WebLink",
]
