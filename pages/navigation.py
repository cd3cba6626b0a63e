"""The frame around every page: the reader's language, the menu of the roles held, and who may see the page at all."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import streamlit as st

from assessment.errors import Refused
from assessment.language import LANGUAGES
from assessment.records.actor import PUBLIC, Actor
from pages.components.contents import DEFAULT_PATH, ENTRIES, entry_at, links_for, listed_for
from pages.components.guard import say_sorry
from pages.components.markup import Markup, label, show
from pages.components.not_here import show_not_here
from pages.components.reader import Reader, current_reader
from pages.components.signed_in import Here, browser_is_local, local_role, show_who, who_is_here
from pages.statements.record import the_record

if TYPE_CHECKING:
    from streamlit.navigation.page import StreamlitPage

    from pages.components.contents import Entry


def choose_language(reader: Reader) -> None:
    """The language switch; the address remembers it."""

    def keep() -> None:
        chosen = st.session_state["choose_language"]
        if chosen:
            st.session_state["language"] = chosen
            st.query_params["lang"] = chosen

    st.session_state["choose_language"] = reader.language
    st.segmented_control(
        reader.t("choice.language"),
        LANGUAGES,
        format_func=lambda code: {"fi": "Suomi", "sv": "Svenska", "en": "English"}[code],
        key="choose_language",
        on_change=keep,
        label_visibility="collapsed",
        required=True,
    )


def present() -> Here:
    """Who looks at the page; the local mode's role is known without the record, which planning does not need."""
    if browser_is_local():
        return Here(Actor(None, "", frozenset({(local_role(), None)}), None), local=True)
    try:
        return who_is_here(the_record())
    except Refused as refusal:  # no record: what needs none is still shown
        say_sorry(refusal)
        return Here(PUBLIC)


def menu(reader: Reader, here: Here) -> StreamlitPage:
    """The menu of the roles held. Every page has its address, listed or not; one of them also answers at the root."""
    listed = listed_for(here.roles)
    first, asked = listed[0], _asked_path()
    pages = [_page(reader, first, path=DEFAULT_PATH, default=True, visible=asked != first.path)]
    pages += [
        _page(reader, entry, path=entry.path, visible=entry in listed and (entry != first or asked == first.path))
        for entry in ENTRIES
    ]
    if origin := _origin():
        language = "" if reader.language == "fi" else f"?lang={reader.language}"
        links = [
            st.Page(f"{origin}{link.address}{language}", title=reader.t(link.title), url_path=link.path)
            for link in links_for(here.roles)
        ]
        pages = [*links, *pages]
    return st.navigation(pages, position="top")


def run() -> None:
    """Show the page that the address asks for, or say why not."""
    reader = current_reader()
    here = present()
    page = menu(reader, here)
    entry = entry_at(page.url_path) or listed_for(here.roles)[0]
    st.set_page_config(page_title=f"{page.title} – {reader.t('app.title')}", layout="wide")
    show(
        Markup('<div class="page-mark" data-page="{}" data-language="{}" hidden></div>').format(
            entry.path, reader.language
        )
    )
    allowed = entry.is_for(here.roles)
    with st.container(key="language", horizontal=True, vertical_alignment="center", gap="medium"):
        if allowed and not entry.says_who:
            _say_who(reader, here)
        choose_language(reader)
    try:
        if allowed:
            page.run()
        else:
            show_not_here(reader, here, entry)
    except Exception as error:
        say_sorry(error)


def _say_who(reader: Reader, here: Here) -> None:
    """Who is here, on pages that have no room for more: one word in the head, the rest behind it."""
    t = reader.t
    if here.local:
        role = t("who.header", role=t(f"records.role.{local_role().value}"))
        with st.container(key="who_head", width="content"):
            st.page_link(_page(reader, _matters(), path=_matters().path), label=label(role), help=t("who.change"))
        return
    with st.container(key="who_head", width="content"), st.popover(label(here.actor.name), type="tertiary"):
        show_who(reader, the_record(), here)


def _matters() -> Entry:
    return next(entry for entry in ENTRIES if entry.path == "asiat")


def _page(reader: Reader, entry: Entry, *, path: str, default: bool = False, visible: bool = True) -> StreamlitPage:
    return st.Page(
        entry.file,
        title=reader.t(entry.title),
        url_path=path,
        default=default,
        visibility="visible" if visible else "hidden",
    )


def _asked_path() -> str:
    """The last part of the address in the browser; empty at the root, and where no browser tells."""
    return urlsplit(str(st.context.url or "")).path.rsplit("/", 1)[-1]


def _origin() -> str:
    """Where the browser reached this server, e.g. https://eva.example.fi; empty where no browser tells."""
    address = urlsplit(str(st.context.url or ""))
    return f"{address.scheme}://{address.netloc}" if address.scheme in ("http", "https") and address.netloc else ""


run()
