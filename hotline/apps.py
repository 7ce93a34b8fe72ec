from django.apps import AppConfig

from hoiphunu import standby


class HotlineConfig(AppConfig):
    name = "hotline"
    verbose_name = "Đường dây nóng"

    def ready(self):
        from hotline import copies

        standby.writers.append(copies.write)
