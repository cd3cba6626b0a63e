"""A statement that has been given: as it was given, what was kept beside it, and what came of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assessment.records.attachments import list_attachments
from assessment.records.council import request_for_body, what_our_statement_changed
from assessment.records.refusals import NotFound
from assessment.records.spoken_versions import versions_text
from assessment.records.states import OwnerKind
from pages.statements import wording
from pages.statements.asking import START
from pages.statements.kept import texts_kept
from pages.statements.reading import about, request_id_of

if TYPE_CHECKING:
    from starlette.responses import Response

    from assessment.records.council import WhatChanged
    from assessment.records.given_statements import StatementRecord
    from pages.statements.asking import Ask


def statement_page(ask: Ask) -> Response:
    """A version of the statement, as given."""
    data = request_for_body(ask.database, ask.actor, request_id_of(ask))
    number = int(ask.request.path_params["version"])
    statement = next((one for one in data.statements if one.version_number == number), None)
    if statement is None:
        raise NotFound("statement", number)
    files = list_attachments(ask.database, ask.actor, OwnerKind.STATEMENT, statement.id)
    return ask.html(
        "statement.html",
        200,
        **about(ask, data),
        statement=statement,
        files=files,
        figures_given=figures_given(ask, statement),
        kept=() if statement.corrected else texts_kept(ask, data),
    )


def effect_page(ask: Ask) -> Response:
    """What came of what was said: each point, the answer, the change it made."""
    changed = what_our_statement_changed(ask.database, ask.actor, request_id_of(ask))

    def figures(change: WhatChanged) -> list[tuple[str, str, str]]:
        """The key figures that the change moved: name, before, after."""
        before = {figure.measure: figure for figure in change.figures_before}
        told = []
        for figure in change.figures_after:
            earlier = before.get(figure.measure)
            if earlier is None or earlier.value == figure.value:
                continue
            now, _ = wording.figure_words(ask.reader, figure, compares=True, today=False)
            then, _ = wording.figure_words(ask.reader, earlier, compares=True, today=False)
            if now != then:
                told.append((ask.reader.t(f"council.measure.{figure.measure}"), then, now))
        return told

    return ask.html(
        "effect.html",
        changed=changed,
        request=changed.request,
        matter=changed.matter,
        figures=figures,
        figures_given=figures_given(ask, changed.statement),
        back=ask.to(f"{START}/{changed.request.id}"),
    )


def figures_given(ask: Ask, statement: StatementRecord | None) -> str:
    """The address of the figures a statement was given on; "" where none had been computed."""
    if statement is None or not any(statement.result_versions.values()):
        return ""
    return ask.to(f"{START}/{statement.request_id}/luvut", versio=versions_text(statement.result_versions))
