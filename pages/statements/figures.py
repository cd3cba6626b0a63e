"""The figures of a request's alternatives: other groups and ways, the results a statement was given on, and reading
the new ones before the statement is given on them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from assessment.errors import Refused
from assessment.records.council import request_for_body
from assessment.records.drafts import save_draft
from assessment.records.refusals import Conflict, NotFound
from assessment.records.spoken_versions import changed_since, versions_of, versions_text
from pages.statements import wording
from pages.statements.asking import START
from pages.statements.figures_in_tables import alternatives_table, areas_table, meaning
from pages.statements.reading import about, label_of, may_be_written, request_id_of
from pages.statements.statement_fields import form_view, shown_versions, way_of

if TYPE_CHECKING:
    from starlette.responses import Response

    from assessment.records.council import RequestForBody
    from pages.statements.asking import Ask

VERSION = "versio"


@dataclass(frozen=True)
class ShownResult:
    """One result of the figures shown: whose, when it was frozen ("" = none yet), and whether a newer one stands."""

    label: str
    frozen: str
    newer: bool


def figures_page(ask: Ask) -> Response:
    """The same tables of another group, service or way of travelling; of the newest results or of those asked for."""
    query = ask.request.query_params
    words = {name: query.get(name, "") for name in ("group", "kind", "mode")}
    asked = query.get(VERSION, "")
    try:
        versions = versions_of(asked) if asked else None
        data = request_for_body(ask.database, ask.actor, request_id_of(ask), **words, versions=versions)
    except Refused:
        raise NotFound("frozen_result", request_id_of(ask)) from None
    return ask.html(
        "figures.html",
        200,
        **about(ask, data),
        results=() if versions is None else _results(ask, data),
        version=asked,
        to_read=versions is None and _to_read(ask, data),
        now=versions_text(data.versions),
        alternatives_table=alternatives_table(ask.reader, data),
        areas_table=areas_table(ask.reader, data),
        meaning=meaning(ask.reader, data),
        named=lambda family, word: wording.named(ask.reader, family, word),
    )


def figures_read(ask: Ask) -> Response:
    """The writer has read the new figures: the statement being written is on them from now on."""
    data = request_for_body(ask.database, ask.actor, request_id_of(ask))
    way = way_of(data)
    fields = form_view(ask, data, way).fields
    version = data.draft.version if data.draft is not None else 0
    read = versions_of(ask.form.get("versions"))
    try:
        save_draft(
            ask.database,
            ask.actor,
            data.request.id,
            fields,
            version,
            correcting=bool(data.statements),
            on_versions=read,
        )
    except Conflict:  # somebody saved this very moment: the preview shows what
        return ask.go(f"{START}/{data.request.id}/esikatselu", changed=1)
    return ask.go(f"{START}/{data.request.id}/esikatselu")


def _results(ask: Ask, data: RequestForBody) -> tuple[ShownResult, ...]:
    return tuple(
        ShownResult(
            label_of(ask.reader, view.alternative),
            "" if view.result is None else wording.moment(ask.reader, view.result.frozen_at),
            (view.result.version if view.result else 0) != view.alternative.result_version,
        )
        for view in data.alternatives
    )


def _to_read(ask: Ask, data: RequestForBody) -> bool:
    """Whether the reader writes a statement that is on other results than these."""
    writes = data.can_write and (bool(data.statements) or may_be_written(data))
    return writes and bool(changed_since(shown_versions(data, way_of(data)), data.versions))
