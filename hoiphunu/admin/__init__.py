from hoiphunu import link_check_admin
from hoiphunu.admin import accounts, photos, site

__all__ = ["accounts", "link_check_admin", "photos", "site"]
