from hoiphunu import link_check_admin
from hoiphunu.admin import accounts, audit, photos, site

__all__ = ["accounts", "audit", "link_check_admin", "photos", "site"]
