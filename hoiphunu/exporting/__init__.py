"""The whole content in open formats, out of one site and into another. See docs/adr/0017."""

from hoiphunu.exporting.reading import import_site
from hoiphunu.exporting.writing import ExportError, export_site

__all__ = ["ExportError", "export_site", "import_site"]
