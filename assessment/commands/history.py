"""`history verify`: recompute the chain of the record's history, and compare what is on record with it."""

from __future__ import annotations

from typing import Annotated

import typer

from assessment.commands.outcome import REFUSED, Language, guarded, message_language
from assessment.errors import Fault, Refused
from assessment.language import Translate, translator
from assessment.records.database import Database, database_url, is_empty, open_database
from assessment.records.history import Head
from assessment.records.verifying import Broken, verify

history = typer.Typer(help="The history of the record.", no_args_is_help=True)

DatabaseUrl = Annotated[
    str | None,
    typer.Option("--database", help="Address of the database.  [default: DATABASE_URL, else the local file]"),
]


@history.callback()
def _group() -> None:
    """Keep `verify` a command of its own though it is the only one."""


@history.command("verify")
@guarded
def verify_history(
    database: DatabaseUrl = None,
    anchor: Annotated[
        list[str] | None, typer.Option(help="A head that was printed on a decision or published, e.g. 1234:ab12…")
    ] = None,
    lang: Annotated[Language | None, typer.Option(help="Language of messages.")] = None,
) -> None:
    """Recompute the chain and compare every row and file with it; exit 0 and the head, or 2 and the first broken entry.

    Give the heads printed on decisions as anchors: only they find a history that was rewritten or rolled back whole.
    """
    translate = translator(message_language(lang))
    opened = open_existing(database)
    try:
        outcome = verify(opened, [Head.parse(text) for text in anchor or ()])
    finally:
        opened.close()
    if isinstance(outcome, Broken):
        typer.echo(broken_in_words(outcome, translate), err=True)
        raise typer.Exit(REFUSED)
    typer.echo(str(outcome.head))
    typer.echo(translate("command.history.whole", entries=outcome.entries, anchors=outcome.anchors), err=True)


def open_existing(url: str | None) -> Database:
    """Open a record that is there; Refused with `records_absent` rather than make a new one."""
    address = database_url(url)
    if is_empty(address):
        raise Refused([Fault("records_absent", "records", value=address.render_as_string(hide_password=True))])
    return open_database(url)


def broken_in_words(broken: Broken, translate: Translate) -> str:
    """The first broken entry in words."""
    subject = translate(f"records.subject.{broken.subject}") if broken.subject else ""
    return translate(
        f"history.breach.{broken.breach.value}", seq=broken.seq, subject=subject, id=broken.subject_id or ""
    )
