from hoiphunu.models.accounts import User
from hoiphunu.models.audit import AuditEntry
from hoiphunu.models.demo import DemoRow
from hoiphunu.models.faults import Fault
from hoiphunu.models.files import FileUse
from hoiphunu.models.invitations import Invitation
from hoiphunu.models.notices import Notice
from hoiphunu.models.openforms import OpenForm
from hoiphunu.models.organisation import MenuItem, Organisation
from hoiphunu.models.pages import OldAddress, Page
from hoiphunu.models.photos import Photo
from hoiphunu.models.places import Commune, DayOff
from hoiphunu.models.revisions import Revision
from hoiphunu.models.search import SearchEntry
from hoiphunu.models.sessions import StaffSession
from hoiphunu.models.transitions import Transition
from hoiphunu.models.versions import ContentVersion, UsedToken

__all__ = [
    "AuditEntry",
    "Commune",
    "ContentVersion",
    "DayOff",
    "DemoRow",
    "Fault",
    "FileUse",
    "Invitation",
    "MenuItem",
    "Notice",
    "OldAddress",
    "OpenForm",
    "Organisation",
    "Page",
    "Photo",
    "Revision",
    "SearchEntry",
    "StaffSession",
    "Transition",
    "UsedToken",
    "User",
]
