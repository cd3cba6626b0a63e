"""What every page of administration begins with: its head, and who is here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pages.components.matters_forms import show_done
from pages.components.municipality import municipality
from pages.components.page_head import show_head
from pages.components.reader import Reader, current_reader
from pages.components.signed_in import show_who, who_is_here
from pages.statements.record import the_record

if TYPE_CHECKING:
    from collections.abc import Mapping

    from assessment.records.actor import Actor, Held
    from assessment.records.bodies import BodyRecord
    from assessment.records.database import Database


@dataclass(frozen=True)
class AdministrationPage:
    """Who reads, in which language, on which record."""

    reader: Reader
    database: Database
    actor: Actor


def begin_page(name: str) -> AdministrationPage:
    """The head of a page of administration (`page.<name>`, `question.<name>`), who is here, and what was just done."""
    reader = current_reader()
    database = the_record()
    show_head(municipality(), reader, reader.t(f"page.{name}"), reader.t(f"question.{name}"))
    here = who_is_here(database)
    show_who(reader, database, here)
    show_done()
    return AdministrationPage(reader, database, here.actor)


def body_name(reader: Reader, body: BodyRecord) -> str:
    """A body's name in the reader's language, the Finnish one where there is no other."""
    return {"sv": body.name_sv, "en": body.name_en}.get(reader.language) or body.name


def held_words(reader: Reader, held: Held, bodies: Mapping[int, str]) -> str:
    """A role held, with its body: Vanhusneuvosto: neuvoston sihteeri."""
    role, body_id = held
    words = reader.t(f"records.role.{role.value}")
    return words if body_id is None else f"{bodies.get(body_id, body_id)}: {words}"
