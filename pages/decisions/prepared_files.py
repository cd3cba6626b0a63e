"""Files that only some may have, linked from the app's pages of a matter: unprotected figures, attachments.

Each is asked for anew, the right to it checked and the look at unprotected figures logged every time. Streamlit's own
download button would lay a copy under `/media`, which asks nobody who they are.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from starlette.responses import Response

from assessment.records.attachments import content_disposition, read_attachment
from assessment.records.deadlines import as_local
from assessment.records.frozen_results import raw_result_bytes
from assessment.records.overview import matter_overview
from assessment.records.refusals import NotFound

if TYPE_CHECKING:
    from assessment.records.actor import Actor
    from pages.statements.asking import Ask


def raw_figures(ask: Ask) -> Response:
    """The figures of a frozen result before anything was hidden, under a name that says what they are and whose."""
    matter_id, alternative_id, version = (
        int(ask.request.path_params[name]) for name in ("matter_id", "alternative_id", "version")
    )
    actor = _reader(ask)
    content = raw_result_bytes(ask.database, actor, alternative_id, version)
    overview = matter_overview(ask.database, actor, matter_id)
    names = [one.alternative.label for one in overview.alternatives if one.alternative.id == alternative_id]
    if not names:
        raise NotFound("alternative", alternative_id)
    name = raw_file_name(ask, overview.matter.register_number, names[0], version, actor)
    return Response(content, media_type="text/csv", headers={"Content-Disposition": content_disposition(name)})


def attached_file(ask: Ask) -> Response:
    """An attachment, saved by the browser and never shown by it."""
    attached, content = read_attachment(ask.database, _reader(ask), int(ask.request.path_params["attachment_id"]))
    headers = {"Content-Disposition": content_disposition(attached.name)}
    return Response(content, media_type=attached.media_type, headers=headers)


def raw_file_name(ask: Ask, register_number: str, alternative: str, version: int, actor: Actor) -> str:
    """A name that says what is in the file, that it is not public, and whose copy it is: a CSV has no room for that."""
    day = as_local(ask.database.now()).day
    mark = ask.reader.t("matters.raw.file_mark")
    parts = (mark, register_number, alternative, f"v{version}", actor.name, f"{day:%Y-%m-%d}")
    return "_".join(_plain(part) for part in parts) + ".csv"


def _reader(ask: Ask) -> Actor:
    """Who the app's own pages say is here, as the links stand there; else whoever an invitation let in."""
    return ask.service.sign_in(ask.request, ask.database) or ask.actor


def _plain(text: str) -> str:
    """Letters, digits and hyphens only, as every file system takes them."""
    ascii_only = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^A-Za-z0-9]+", "-", ascii_only).strip("-")
