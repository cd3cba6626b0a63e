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


def raw_figures_address(matter_id: int, alternative_id: int, version: int) -> str:
    """The address of a frozen result's figures before anything was hidden."""
    return matter_address(matter_id, f"suojaamattomat/{alternative_id}/{version}")


def attachment_address(attachment_id: int) -> str:
    """The address of an attachment, for whoever may read what it belongs to."""
    return f"{START}/liite/{attachment_id}"
