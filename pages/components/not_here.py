"""A page that is not for whoever is here: said in words, with what to do about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from assessment.records.actor import Role
from pages.components.contents import listed_for
from pages.components.markup import Markup, joined, label, show
from pages.components.sign_in_service import is_set_up
from pages.components.signed_in import local_role, show_who, sign_in_link
from pages.statements.record import the_record

if TYPE_CHECKING:
    from pages.components.contents import Entry
    from pages.components.reader import Reader
    from pages.components.signed_in import Here


def show_not_here(reader: Reader, here: Here, entry: Entry) -> None:
    """Why the page does not open, how it would, and what opens instead."""
    t = reader.t
    if here.local:
        show_who(reader, the_record(), here)
    allowed = ", ".join(t(f"records.role.{role.value}") for role in Role if role in entry.roles)
    somebody = here.local or here.actor.person_id is not None
    if here.expired:
        title, said = t("not_here.expired_title"), [t("not_here.expired")]
    elif somebody:
        person = here.actor.name or t("who.local").rstrip(".")
        held = {local_role()} if here.local else here.roles
        roles = ", ".join(sorted(t(f"records.role.{role.value}") for role in held))
        title = t("not_here.title")
        said = [t("not_here.roles", person=person, roles=roles, allowed=allowed), t("not_here.ask")]
    else:
        title, said = t("not_here.sign_in_title"), [t("not_here.sign_in", allowed=allowed)]
        if not is_set_up():
            said.append(t("not_here.no_service"))
    link = Markup("") if somebody else sign_in_link(reader)
    lines = joined(Markup("<p>{}</p>").format(line) for line in (*said, link) if line)
    show(Markup('<div class="page-head"><h1>{}</h1></div><div class="notice">{}</div>').format(title, lines))
    first = listed_for(here.roles)[0]
    words = t("not_here.to", page=t(first.title))
    st.page_link(st.Page(first.file, title=t(first.title), url_path=first.path), label=f":primary[{label(words)}]")
