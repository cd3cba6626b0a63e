"""The summary of a matter, and its meeting view: a page on the server, and a file for a machine without one."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

from starlette.responses import HTMLResponse, Response

from assessment.records.attachments import content_disposition
from pages.decisions.addresses import (
    AREAS_PDF,
    DOCUMENT_DOCX,
    DOCUMENT_HTML,
    DOCUMENT_PDF,
    GEOPACKAGE,
    MEETING_FILE,
    PACKAGE,
    PLAIN_PDF,
    WORKBOOK,
    matter_address,
)
from pages.decisions.matter_reports import report_of, summary_for
from pages.decisions.surroundings import surroundings
from pages.statements.templating import rendered

if TYPE_CHECKING:
    from assessment.report.blocks import Figure
    from assessment.report.summary import Summary
    from pages.statements.asking import Ask

# Pictures stand in the page as data: nothing in them can run, and a saved page keeps them.
PICTURES = "img-src 'self' data:"
_TEMPLATES = Path(__file__).parent / "templates"
_FILES = {
    "document_pdf": DOCUMENT_PDF,
    "document_html": DOCUMENT_HTML,
    "document_docx": DOCUMENT_DOCX,
    "areas_pdf": AREAS_PDF,
    "plain_pdf": PLAIN_PDF,
    "meeting_file": MEETING_FILE,
    "workbook": WORKBOOK,
    "geopackage": GEOPACKAGE,
    "package": PACKAGE,
}


def summary_page(ask: Ask) -> Response:
    """What is proposed, who loses, what the councils say, what is missing: on one screen."""
    matter_id = int(ask.request.path_params["matter_id"])
    report = report_of(ask, matter_id)
    files = [(name, ask.to(matter_address(matter_id, path))) for name, path in _FILES.items()]
    response = ask.html(
        "decision_summary.html",
        200,
        summary=summary_for(ask, report),
        matter=report.matter,
        files=files,
        picture=picture_address,
        **surroundings(ask, "summary", matter_id),
    )
    response.headers["Content-Security-Policy"] = (
        f"default-src 'none'; style-src 'self'; {PICTURES}; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )
    return response


def meeting_page(ask: Ask) -> Response:
    """The summary one thing a screen, for a projector."""
    matter_id = int(ask.request.path_params["matter_id"])
    summary = summary_for(ask, report_of(ask, matter_id))
    back = ask.to(matter_address(matter_id))
    save = ask.to(matter_address(matter_id, MEETING_FILE))
    response = HTMLResponse(meeting_html(ask, summary, back, save))
    response.headers["Content-Security-Policy"] = _own_policy()
    return response


def meeting_file(ask: Ask) -> Response:
    """The meeting view as a file that needs no server."""
    matter_id = int(ask.request.path_params["matter_id"])
    summary = summary_for(ask, report_of(ask, matter_id))
    response = HTMLResponse(meeting_html(ask, summary))
    name = f"{ask.reader.t('decisions.part.meeting')} {summary.register_number.replace('/', '-')}.html"
    response.headers["Content-Disposition"] = content_disposition(name)
    return response


def meeting_html(ask: Ask, summary: Summary, back: str = "", save: str = "") -> str:
    """The meeting view, its style, script and pictures in it; `back` and `save`: addresses on a server, else blank."""
    values = {"summary": summary, "picture": picture_address, "style": _style(), "script": _script()}
    return rendered("meeting.html", ask, values | {"back": back, "save": save})


def picture_address(figure: Figure) -> str:
    """A picture as an address that holds it."""
    return "data:image/svg+xml;base64," + base64.b64encode(figure.svg.encode("utf-8")).decode("ascii")


def _style() -> str:
    return (_TEMPLATES / "meeting.css").read_text(encoding="utf-8")


def _script() -> str:
    return (_TEMPLATES / "meeting.js").read_text(encoding="utf-8")


def _own_policy() -> str:
    """Only the style and the script that stand in the page, named by their digests."""
    style, script = (_digest(text) for text in (_style(), _script()))
    return (
        f"default-src 'none'; script-src 'sha256-{script}'; style-src 'sha256-{style}'; {PICTURES}; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )


def _digest(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")
