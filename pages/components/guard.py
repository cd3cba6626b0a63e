"""The last net: whatever goes wrong, the user reads words in their language, never a traceback."""

from __future__ import annotations

import logging
import secrets
from typing import TYPE_CHECKING

from assessment.errors import Refused
from assessment.language import fault_message
from assessment.records.refusals import NotAllowed
from pages.components.markup import Markup, joined, show
from pages.components.reader import current_reader

if TYPE_CHECKING:
    from collections.abc import Sequence

    from assessment.errors import Fault
    from pages.components.reader import Reader

log = logging.getLogger("assessment.pages")
SHOWN_FAULTS = 20


def say_sorry(error: Exception) -> bool:
    """Tell the user what was refused, or that something broke, with a number that finds it in the log. Always True."""
    reader = current_reader()
    if isinstance(error, Refused):
        show_faults(reader, error.faults)
        return True
    if isinstance(error, NotAllowed):  # put into the history by the record
        words = reader.t("matters.expired") if error.expired else reader.t("matters.not_allowed")
        show(Markup('<div class="notice notice-error" role="alert"><p>{}</p></div>').format(words))
        return True
    reference = secrets.token_hex(3).upper()
    log.error("Reference %s", reference, exc_info=error)
    show(
        Markup('<div class="notice notice-error" role="alert"><h2>{}</h2><p>{}</p></div>').format(
            reader.t("sorry.title"), reader.t("sorry.text", reference=reference)
        )
    )
    return True


def show_faults(reader: Reader, faults: Sequence[Fault], title: str | None = None) -> None:
    """A list of faults in words, the first twenty of them and how many more there are."""
    lines = [Markup("<li>{}</li>").format(fault_message(reader.t, fault)) for fault in faults[:SHOWN_FAULTS]]
    more = len(faults) - SHOWN_FAULTS
    if more > 0:
        lines.append(Markup("<li>{}</li>").format(reader.t("refused.more", count=more)))
    show(
        Markup('<div class="notice notice-error" role="alert"><h2>{}</h2><ul>{}</ul></div>').format(
            title or reader.t("refused.title"), joined(lines)
        )
    )
