from hoiphunu import link_check_admin
from hoiphunu.admin import accounts, audit, faults, photos, site

__all__ = ["accounts", "audit", "faults", "link_check_admin", "photos", "site"]
