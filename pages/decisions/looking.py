"""The pages of decisions that are read: which matters there are, and the history of one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assessment.records.matter_list import page_of_matters
from assessment.records.matters import read_matter
from assessment.records.overview import newest_history
from pages.components.history_words import what_was_done
from pages.decisions.addresses import DOCUMENT_PDF, START, matter_address
from pages.decisions.matter_reports import report_of
from pages.decisions.surroundings import surroundings

if TYPE_CHECKING:
    from starlette.responses import Response

    from pages.statements.asking import Ask

MATTERS_AT_ONCE = 50
ENTRIES_AT_ONCE = 500


def matters_page(ask: Ask) -> Response:
    """The matters the reader may see, those changed last first."""
    found = page_of_matters(ask.database, ask.actor, limit=MATTERS_AT_ONCE)
    rows = [
        {
            "matter": row,
            "address": ask.to(matter_address(row.id)),
            "meeting": ask.to(matter_address(row.id, "kokous")),
            "document": ask.to(matter_address(row.id, DOCUMENT_PDF)),
        }
        for row in found.rows
    ]
    return ask.html("decision_matters.html", 200, rows=rows, total=found.total, **surroundings(ask, START))


def history_page(ask: Ask) -> Response:
    """Who did what when, the newest first, and the head that the history can be verified by."""
    matter_id = int(ask.request.path_params["matter_id"])
    matter = read_matter(ask.database, ask.actor, matter_id)
    report = report_of(ask, matter_id)
    entries, total = newest_history(ask.database, ask.actor, matter_id, ENTRIES_AT_ONCE)
    bodies = {request.body_id: request.body for request in report.requests}
    rows = [
        {"seq": one.seq, "at": one.at, "by": one.by, "what": what_was_done(ask.reader, one, bodies)} for one in entries
    ]
    return ask.html(
        "decision_history.html",
        200,
        matter=matter,
        rows=rows,
        total=total,
        head=report.history_head,
        **surroundings(ask, "history", matter_id),
    )
