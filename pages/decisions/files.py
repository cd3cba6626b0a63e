"""The files of a matter: documents, tables, map data, the data package; made of the record, kept until the next act."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from starlette.responses import Response

from assessment.language import translator
from assessment.records.attachments import content_disposition
from assessment.records.refusals import NotFound
from pages.components.municipality import data_folder
from pages.decisions import addresses
from pages.decisions.matter_reports import kept_file, report_of
from pages.decisions.summaries import PICTURES, meeting_file

if TYPE_CHECKING:
    from collections.abc import Callable

    from assessment.report.blocks import Document
    from assessment.report.matter_report import MatterReport
    from pages.statements.asking import Ask

    Make = Callable[[MatterReport, str], bytes]

PDF = "application/pdf"
HTML = "text/html; charset=utf-8"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# A document's page carries its own style, never a script.
HTML_POLICY = (
    f"default-src 'none'; style-src 'unsafe-inline'; {PICTURES}; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)


@dataclass(frozen=True)
class Kind:
    """A kind of file: what it is called, its media type, how it is made, and whether a browser shows it."""

    title: str
    media_type: str
    make: Make
    shown: bool = False


# What makes a file is read in when the first one is asked for: a page of figures needs none of it.


def _document(report: MatterReport, language: str) -> Document:
    from assessment.report.assessment_document import assessment_document

    return assessment_document(report, language)


def _areas(report: MatterReport, language: str) -> Document:
    from assessment.report.area_sheets import area_sheets

    return area_sheets(report, language)


def _plain(report: MatterReport, language: str) -> Document:
    from assessment.report.plain_language import plain_summary

    return plain_summary(report, language)


def _as_pdf(make: Callable[[MatterReport, str], Document]) -> Make:
    def made(report: MatterReport, language: str) -> bytes:
        from assessment.report.pdf import pdf_bytes

        return pdf_bytes(make(report, language))

    return made


def _as_html(make: Callable[[MatterReport, str], Document]) -> Make:
    def made(report: MatterReport, language: str) -> bytes:
        from assessment.report.html import html_bytes

        return html_bytes(make(report, language))

    return made


def _docx(report: MatterReport, language: str) -> bytes:
    from assessment.report.docx import docx_bytes

    return docx_bytes(_document(report, language))


def _workbook(report: MatterReport, language: str) -> bytes:
    from assessment.report.workbook import matter_workbook

    return matter_workbook(report, translator(language))


def _geopackage(report: MatterReport, language: str) -> bytes:
    from assessment.report.geopackage import matter_geopackage

    return matter_geopackage(report, translator(language))


def _package(report: MatterReport, language: str) -> bytes:
    from assessment.report.data_package import data_package

    return data_package(report, data_folder(), language)


KINDS = {
    addresses.DOCUMENT_PDF: Kind("document_pdf", PDF, _as_pdf(_document), shown=True),
    addresses.DOCUMENT_HTML: Kind("document_html", HTML, _as_html(_document), shown=True),
    addresses.DOCUMENT_DOCX: Kind("document_docx", DOCX, _docx),
    addresses.AREAS_PDF: Kind("areas_pdf", PDF, _as_pdf(_areas), shown=True),
    addresses.AREAS_HTML: Kind("areas_html", HTML, _as_html(_areas), shown=True),
    addresses.PLAIN_PDF: Kind("plain_pdf", PDF, _as_pdf(_plain), shown=True),
    addresses.PLAIN_HTML: Kind("plain_html", HTML, _as_html(_plain), shown=True),
    addresses.WORKBOOK: Kind("workbook", XLSX, _workbook),
    addresses.GEOPACKAGE: Kind("geopackage", "application/geopackage+sqlite3", _geopackage),
    addresses.PACKAGE: Kind("package", "application/zip", _package),
}


def file_of_matter(ask: Ask) -> Response:
    """One file of a matter, in the reader's language."""
    name = str(ask.request.path_params["name"])
    if name == addresses.MEETING_FILE:
        return meeting_file(ask)
    kind = KINDS.get(name)
    if kind is None:
        raise NotFound("file", name)
    report = report_of(ask, int(ask.request.path_params["matter_id"]))
    t, language = ask.reader.t, ask.reader.language
    content = kept_file(ask, report, name, lambda: kind.make(report, language))
    response = Response(content, media_type=kind.media_type)
    title = f"{t(f'decisions.file.{kind.title}').split(',')[0]} {report.matter.register_number.replace('/', '-')}"
    disposition = content_disposition(f"{title}.{name.rsplit('.', 1)[1]}")
    if kind.shown:
        disposition = "inline" if kind.media_type == HTML else disposition.replace("attachment", "inline", 1)
    response.headers["Content-Disposition"] = disposition
    if kind.media_type == HTML:
        response.headers["Content-Security-Policy"] = HTML_POLICY
    return response
