"""Templates filled in: everything put into them is escaped, and a name they do not know stops the page."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from assessment.language import DEFAULT_LANGUAGE, LANGUAGES
from pages.components.own_path import own_path
from pages.statements import wording

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pages.statements.asking import Ask

LANGUAGE_NAMES = {"fi": "Suomeksi", "sv": "På svenska", "en": "In English"}

# What stands in an address as it is; the versions of results are written 5:1,6:2.
_PLAIN = re.compile(r"[0-9A-Za-z_:,]+")

_environment = Environment(
    loader=FileSystemLoader(
        [Path(__file__).parent / "templates", Path(__file__).parents[1] / "decisions" / "templates"]
    ),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def rendered(template: str, ask: Ask, values: Mapping[str, object]) -> str:
    """The page of a template, with what every page needs beside its own values."""
    reader = ask.reader
    surroundings: dict[str, object] = {
        "t": reader.t,
        "reader": reader,
        "to": ask.to,
        "token": ask.token,
        "actor": ask.actor,
        "signed_in": ask.signed_in and not ask.expired,
        "own_visit": ask.visit.person_id is not None,
        "local": ask.visit.local,
        "roles": wording.roles_of(ask.actor),
        "languages": [(code, LANGUAGE_NAMES[code], _in_language(ask, code)) for code in LANGUAGES],
        "moment": lambda moment: wording.moment(reader, moment),
        "clock": lambda moment: wording.clock(reader, moment),
        "long_date": lambda day: wording.long_date(reader, day),
        "size": lambda size_bytes: wording.size(reader, size_bytes),
    }
    if clash := surroundings.keys() & values.keys():
        raise ValueError(f"a page's values hide what every page needs: {sorted(clash)}")
    return _environment.get_template(template).render(surroundings | dict(values))


def _in_language(ask: Ask, language: str) -> str:
    """This page in another language; after a form was sent, the page it stands on."""
    path = own_path(ask.request.scope["path"])
    kept = [
        f"{key}={value}"
        for key, value in ask.request.query_params.items()
        if key in ("group", "kind", "mode", "versio") and _PLAIN.fullmatch(value)
    ]
    if language != DEFAULT_LANGUAGE:
        kept.append(f"lang={language}")
    return path + ("?" + "&".join(kept) if kept else "")
