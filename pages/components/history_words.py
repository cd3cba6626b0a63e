"""An entry of the history in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assessment.language import catalogue

if TYPE_CHECKING:
    from collections.abc import Mapping

    from assessment.records.overview import HistoryRow
    from pages.components.reader import Reader


def what_was_done(reader: Reader, row: HistoryRow, bodies: Mapping[int, str]) -> str:
    """What was done, to what, and on which version: 'Lausuntoa pyydettiin: Vanhusneuvosto'."""
    t = reader.t
    action = f"history.action.{row.action}"
    words = t(action) if action in catalogue(reader.language) else row.action
    facts = row.facts
    if row.action == "refused":
        attempted = f"history.action.{facts.get('attempted')}"
        known = attempted in catalogue(reader.language)
        details = [t(attempted) if known else str(facts.get("attempted", ""))]
    else:
        body = bodies.get(facts["body"]) if isinstance(facts.get("body"), int) else None
        told = (body, facts.get("label"), facts.get("title"), facts.get("receipt"), facts.get("section"))
        details = [t(f"records.dimension.{facts['dimension']}")] if facts.get("dimension") else []
        details += [str(one) for one in told if one]
        if facts.get("reason"):  # a whole sentence, so it comes last
            details.append(str(facts["reason"]))
    text = f"{words}: {', '.join(details)}" if details else words
    if row.action == "result_freeze" and row.version:
        text += " (" + t("matters.statement.version", number=row.version) + ")"
    return text
