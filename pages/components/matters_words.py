"""Moments, deadlines, faults and states of matters in the reader's words; the small pieces that all their pages use."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from babel.dates import format_date

from assessment.language import fault_message
from assessment.records.deadlines import as_local
from pages.components.markup import Markup, joined, show
from pages.components.reader import LOCALES

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping, Sequence

    from assessment.errors import Fault
    from pages.components.reader import Reader

Cell = str | Markup


def moment(reader: Reader, when: dt.datetime) -> str:
    """A moment by Finland's clocks: 17.12.2026 klo 14.32."""
    return reader.moment(when)


def deadline(reader: Reader, when: dt.datetime) -> str:
    """A deadline with its weekday: to 17.12.2026 klo 16.00; of two equal times with a word which one."""
    local = as_local(when)
    weekday = format_date(local.day, "EEE", locale=LOCALES[reader.language])
    told = f"{weekday} {moment(reader, when)}"
    return f"{told} ({reader.t(f'deadline.which_{local.which}')})" if local.which else told


def fault_lines(reader: Reader, faults: Iterable[Fault], names: Mapping[str, str]) -> list[str]:
    """Faults in words, each with the name of its field where the form has one."""
    lines = []
    for fault in faults:
        stem = re.sub(r"_?\d+$", "", fault.field or "")
        name = names.get(fault.field or "") or names.get(stem, "")
        text = fault_message(reader.t, fault)
        lines.append(f"{name}: {text}" if name else text)
    return lines


def table(
    caption: str,
    heads: Sequence[str],
    rows: Sequence[Sequence[Cell]],
    numbers: Iterable[int] = (),
) -> None:
    """A real table on the page: the first cell of a row names it; `numbers` are the columns set to the right."""
    right = set(numbers)

    def cell(index: int, value: Cell) -> Markup:
        kind = Markup(' class="number"') if index in right else Markup("")
        if index == 0:
            return Markup('<th scope="row"{}>{}</th>').format(kind, value)
        return Markup("<td{}>{}</td>").format(kind, value)

    head = joined(
        Markup('<th scope="col"{}>{}</th>').format(Markup(' class="number"') if index in right else Markup(""), text)
        for index, text in enumerate(heads)
    )
    body = joined(
        Markup("<tr>{}</tr>").format(joined(cell(index, value) for index, value in enumerate(row))) for row in rows
    )
    show(
        Markup(
            '<div class="scroll" tabindex="0" role="region" aria-label="{}"><table class="figures">'
            "<caption>{}</caption><thead><tr>{}</tr></thead><tbody>{}</tbody></table></div>"
        ).format(caption, caption, head, body)
    )


def facts(pairs: Sequence[tuple[str, Cell]], caption: str) -> None:
    """Names and what they are, as a table of two columns; those without a value are left out."""
    rows = joined(
        Markup('<tr><th scope="row">{}</th><td>{}</td></tr>').format(name, value) for name, value in pairs if value
    )
    show(Markup('<table class="figures facts"><caption>{}</caption><tbody>{}</tbody></table>').format(caption, rows))


def lines(texts: Iterable[Cell]) -> Markup:
    """Texts one under another."""
    return Markup("<br>").join(Markup("{}").format(text) for text in texts)


def paragraphs(text: str) -> Markup:
    """A text somebody wrote, its line breaks kept."""
    return lines(text.strip().split("\n")) if text.strip() else Markup("")


def hint(text: str) -> None:
    """A quiet line."""
    show(Markup('<p class="hint">{}</p>').format(text))


def notice(text: str, title: str = "", error: bool = False, more: Markup | None = None) -> None:
    """A box that says something, read aloud at once."""
    head = Markup("<h2>{}</h2>").format(title) if title else Markup("")
    show(
        Markup('<div class="notice{}" role="{}">{}<p>{}</p>{}</div>').format(
            " notice-error" if error else "", "alert" if error else "status", head, text, more or Markup("")
        )
    )
