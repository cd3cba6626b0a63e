"""What is asked of an assessment, read back from the JSON that a frozen result keeps (impact/provenance.py)."""

from __future__ import annotations

import json
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from assessment.assess import Query
from assessment.commands.values import service_date, time_window
from assessment.errors import Fault, Refused


class _Asked(BaseModel):
    """The keys of the file; all are needed, and no others are known."""

    model_config = ConfigDict(extra="forbid", strict=True)

    date: str
    window: str
    kinds: list[str]
    modes: list[str]
    groups: list[str]
    visits: bool


def read_query(path: Path) -> Query:
    """The query of a file. Raises Refused: `file_missing`, `query_malformed` with the first thing that is wrong."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise Refused([Fault("file_missing", path.name)]) from error
    except (OSError, UnicodeDecodeError) as error:
        raise Refused([Fault("file_unreadable", path.name)]) from error
    try:
        asked = _Asked.model_validate(json.loads(text))
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "-"
        raise Refused([Fault("query_malformed", path.name, field=where, value=str(first["input"])[:80])]) from error
    except ValueError as error:
        raise Refused([Fault("query_malformed", path.name, field="-", value=text[:80])]) from error
    return Query(
        service_date(asked.date),
        time_window(asked.window),
        tuple(asked.kinds) or None,
        tuple(asked.modes),
        tuple(asked.groups),
        asked.visits,
    )
