from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig as DjangoAdminConfig
from django.contrib.staticfiles.apps import StaticFilesConfig as DjangoStaticFilesConfig


class SiteConfig(AppConfig):
    name = "hoiphunu"
    verbose_name = "Hệ thống"

    def ready(self):
        from hoiphunu import checks, logins  # noqa: F401

        logins.listen()


class AdminConfig(DjangoAdminConfig):
    default_site = "hoiphunu.admin_site.StaffSite"


class StaticFilesConfig(DjangoStaticFilesConfig):
    # Parts of CKEditor that call a third party or have known holes (docs/adr/0003) are never served.
    ignore_patterns = [
        *DjangoStaticFilesConfig.ignore_patterns,
        *("exportpdf", "wsc", "scayt", "preview", "samples", "codesnippetgeshi", "iframe", "flash", "adobeair"),
    ]
