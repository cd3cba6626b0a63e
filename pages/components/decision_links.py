"""Links from the app to the decision-makers' plain pages of a matter, and to its files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pages.components.markup import Markup, joined, show
from pages.decisions.addresses import DOCUMENT_PDF, matter_address

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pages.components.reader import Reader

_LINKS = {"decisions.part.summary": "", "decisions.part.meeting": "kokous", "decisions.file.document_pdf": DOCUMENT_PDF}


def show_decision_links(reader: Reader, matter_id: int) -> None:
    """The matter's summary, meeting view and document, each in a tab of its own."""
    show(Markup('<p class="links">{}</p>').format(decision_links(reader, matter_id)))


def decision_links(reader: Reader, matter_id: int) -> Markup:
    """The links, one after another."""
    return _links(reader, ((reader.t(words), matter_address(matter_id, path)) for words, path in _LINKS.items()))


def file_links(reader: Reader, files: Iterable[tuple[str, str]]) -> None:
    """Links that save files, each of (words, address); the server asks who takes one every time."""
    show(Markup('<p class="links">{}</p>').format(_links(reader, files)))


def _links(reader: Reader, named: Iterable[tuple[str, str]]) -> Markup:
    language = "" if reader.language == "fi" else f"?lang={reader.language}"
    return joined(
        Markup('<a href="{}" target="_blank" rel="noopener">{}</a> ').format(address.lstrip("/") + language, words)
        for words, address in named
    )
