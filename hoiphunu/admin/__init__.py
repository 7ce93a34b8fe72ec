from hoiphunu.admin import accounts, photos, site

__all__ = ["accounts", "photos", "site"]
