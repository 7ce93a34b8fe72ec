from announcements.models.banners import Banner
from announcements.models.commemorations import ApprovedYear, Commemoration, CommemorationDay
from announcements.models.consultations import Consultation, ConsultationFile
from announcements.models.document_files import DocumentFile
from announcements.models.document_words import DocumentField, DocumentType, Issuer
from announcements.models.documents import LegalDocument
from announcements.models.downloads import DownloadCount, DraftDownloadCount
from announcements.models.intake import IntakeItem
from announcements.models.link_checks import LinkCheck
from announcements.models.links import LinkGroup, WebLink
from announcements.models.opinions import Opinion
from announcements.models.relations import DocumentRelation

__all__ = [
    "ApprovedYear",
    "Banner",
    "Commemoration",
    "CommemorationDay",
    "Consultation",
    "ConsultationFile",
    "DocumentField",
    "DocumentFile",
    "DocumentRelation",
    "DocumentType",
    "DownloadCount",
    "DraftDownloadCount",
    "IntakeItem",
    "Issuer",
    "LegalDocument",
    "LinkCheck",
    "LinkGroup",
    "Opinion",
    "WebLink",
]
