"""A form's values checked: every fault of the form together, each with its field, none only after another is mended."""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Collection

from assessment.errors import Fault, FaultLog

# Line breaks and tabs are text; other control characters only break what reads it (PostgreSQL refuses NUL).
_KEPT_CONTROLS = frozenset("\n\t")
_FINNISH_DATE = re.compile(r"^(\d{1,2})\.(\d{1,2})\.(\d{4})$")


class FormCheck:
    """Reads the fields of one form; `form` is its name in faults, where a file's name otherwise stands."""

    def __init__(self, form: str) -> None:
        self.form = form
        self.log = FaultLog()

    def add(self, code: str, field: str, value: str | None = None, **facts: str | int | float) -> None:
        """Note a fault of a field."""
        self.log.add(Fault(code, self.form, field=field, value=value, facts=facts))

    def text(self, field: str, value: str, limit: int, required: bool = True) -> str:
        """The text without control characters, line breaks as \\n, no blanks at its ends; faults where long."""
        text = clean_text(value)
        if required and not text:
            self.log.add(Fault("form_missing", self.form, field=field))
        if len(text) > limit:
            self.log.add(Fault("form_too_long", self.form, field=field, facts={"length": len(text), "limit": limit}))
        return text

    def line(self, field: str, value: str, limit: int = 200, required: bool = True) -> str:
        """A text of one line: names, numbers, titles."""
        return self.text(field, " ".join(clean_text(value).split()), limit, required)

    def choice(self, field: str, value: str, known: Collection[str]) -> str:
        """One of the known words."""
        if not value:
            self.log.add(Fault("form_missing", self.form, field=field))
        elif value not in known:
            facts = {"known": ", ".join(known)}
            self.log.add(Fault("form_choice_unknown", self.form, field=field, value=value, facts=facts))
        return value

    def choices(self, field: str, values: Collection[str], known: Collection[str]) -> tuple[str, ...]:
        """Several of the known words, in the order they are known in, each once."""
        for value in values:
            if value not in known:
                facts = {"known": ", ".join(known)}
                self.log.add(Fault("form_choice_unknown", self.form, field=field, value=value, facts=facts))
        return tuple(word for word in known if word in set(values))

    def date(
        self, field: str, value: str, required: bool = True, not_after: datetime.date | None = None
    ) -> datetime.date | None:
        """A date written 2026-11-24 or 24.11.2026; None and a fault where it is no date or later than `not_after`."""
        text = value.strip()
        if not text:
            if required:
                self.log.add(Fault("form_missing", self.form, field=field))
            return None
        date = date_of(text)
        if date is None:
            self.log.add(Fault("form_date_bad", self.form, field=field, value=text))
        elif not_after is not None and date > not_after:
            self.log.add(Fault("form_date_future", self.form, field=field, value=text))
            return None
        return date

    def raise_if_refused(self) -> None:
        """Raise Refused with every fault of the form when there is any."""
        self.log.raise_if_refused()


def date_of(text: str) -> datetime.date | None:
    """The date that a text tells, 2026-11-24 or 24.11.2026; None where it tells none."""
    finnish = _FINNISH_DATE.match(text)
    try:
        if finnish:
            day, month, year = (int(part) for part in finnish.groups())
            return datetime.date(year, month, day)
        return datetime.date.fromisoformat(text) if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text) else None
    except ValueError:
        return None


def clean_text(value: str) -> str:
    """A text as it is kept: line breaks as \\n, no other control or half characters, no blanks at the ends."""
    text = value.replace("\r\n", "\n").replace("\r", "\n")
    # Direction marks may hide what a line says: a name that reads backwards is not the name.
    dropped = {"Cc", "Cs"}
    kept = "".join(sign for sign in text if sign in _KEPT_CONTROLS or unicodedata.category(sign) not in dropped)
    return "".join(sign for sign in kept if sign not in _DIRECTION_MARKS).strip()


_DIRECTION_MARKS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
