"""The head of a page: its name, the municipality, the question it answers, and whether the data are only an example."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pages.components.markup import Markup, show

if TYPE_CHECKING:
    from assessment.inputs.municipality import Municipality
    from pages.components.reader import Reader


def show_head(municipality: Municipality, reader: Reader, title: str, question: str) -> None:
    """Name, place and question on one line, and the label of example data wherever such data are shown."""
    label = Markup("")
    if municipality.settings.example:
        label = Markup('<span class="example">{}</span>').format(reader.t("example.label"))
    show(
        Markup('<div class="page-head"><h1>{} – {}</h1><p class="question">{}</p>{}</div>').format(
            title, municipality.name, question, label
        )
    )
