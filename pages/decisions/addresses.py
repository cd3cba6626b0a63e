"""Where the decision-makers' pages are."""

from __future__ import annotations

START = "/paatokset"
# The files of a matter by the last part of their address.
DOCUMENT_PDF, DOCUMENT_HTML, DOCUMENT_DOCX = "asiakirja.pdf", "asiakirja.html", "asiakirja.docx"
AREAS_PDF, AREAS_HTML = "aluesivut.pdf", "aluesivut.html"
PLAIN_PDF, PLAIN_HTML = "tiivistelma.pdf", "tiivistelma.html"
MEETING_FILE = "kokous.html"
WORKBOOK, GEOPACKAGE, PACKAGE = "taulukot.xlsx", "kartta.gpkg", "tietopaketti.zip"


def matter_address(matter_id: int, name: str = "") -> str:
    """The address of a matter's summary, or of one of its pages or files."""
    return f"{START}/{matter_id}" + (f"/{name}" if name else "")
