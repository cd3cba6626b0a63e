"""What every page of a matter shows around itself: its other pages, and whether one reads in the local mode."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pages.decisions.addresses import AREAS_HTML, DOCUMENT_HTML, PLAIN_HTML, START, matter_address
from pages.statements.local_mode import is_local

if TYPE_CHECKING:
    from pages.statements.asking import Ask

_PARTS = {
    "summary": "",
    "meeting": "kokous",
    "plain": PLAIN_HTML,
    "document": DOCUMENT_HTML,
    "areas": AREAS_HTML,
    "history": "historia",
}


def surroundings(ask: Ask, here: str, matter_id: int | None = None) -> dict[str, object]:
    """The links to the matter's pages, the one page one is on, and the mode."""
    parts = [("all", ask.to(START))]
    if matter_id is not None:
        parts += [(name, ask.to(matter_address(matter_id, path))) for name, path in _PARTS.items()]
    return {"parts": parts, "here": here, "local_reading": is_local(ask.request)}
