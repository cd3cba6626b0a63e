"""The sources of the figures: what each file is, whose, of when, how sure, and the beginning of its digest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pages.components.markup import Markup, joined, show

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from assessment.inputs.provenance import Source
    from pages.components.reader import Reader

DIGEST_SHOWN = 12


def show_sources(
    reader: Reader, named: Sequence[tuple[str, Source]], caption: str, complete: Mapping[str, str] | None = None
) -> None:
    """A row a file; `named` says what each source is (`population`, `areas`, …), `complete` how complete by file."""
    t = reader.t
    heads = [t("source.what"), t("column.owner"), t("column.date"), t("column.certainty")]
    if complete is not None:
        heads.append(t("source.complete"))
    heads += [t("column.licence"), t("column.file"), t("source.digest")]
    rows = []
    for what, source in named:
        cells = [
            Markup("{}").format(source.owner or "–"),
            Markup("{}").format(reader.date(source.date) if source.date else "–"),
            Markup('<span class="tag">{}</span>').format(t(f"certainty.{source.certainty}")),
        ]
        if complete is not None:
            cells.append(Markup("{}").format(complete.get(source.file, "–")))
        cells += [
            Markup("{}").format(source.licence or "–"),
            Markup("{}").format(source.file),
            Markup('<code title="{}">{}</code>').format(source.sha256, source.sha256[:DIGEST_SHOWN]),
        ]
        made = joined(Markup("<td>{}</td>").format(cell) for cell in cells)
        rows.append(Markup('<tr><th scope="row">{}</th>{}</tr>').format(t(f"source.{what}"), made))
    head = joined(Markup('<th scope="col">{}</th>').format(text) for text in heads)
    show(
        Markup(
            '<div class="scroll" tabindex="0" role="region" aria-label="{}"><table class="figures">'
            "<caption>{}</caption><thead><tr>{}</tr></thead><tbody>{}</tbody></table></div>"
        ).format(caption, caption, head, joined(rows))
    )
