"""`records`: back up the record, restore it, tell who signed in, name its first administrator."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from assessment.commands.history import DatabaseUrl, open_existing
from assessment.commands.outcome import Language, guarded, message_language
from assessment.language import translator
from assessment.records.backup import restore_backup, write_backup
from assessment.records.people import grant_first_administrator
from assessment.records.sign_ins import newest_sign_ins

NEWEST = 20

records = typer.Typer(help="The record: matters, statements, decisions and their history.", no_args_is_help=True)


@records.command("backup")
@guarded
def backup(
    output: Annotated[
        Path | None, typer.Option(help="Folder to write to.  [default: backups, beside the record]")
    ] = None,
    database: DatabaseUrl = None,
    lang: Annotated[Language | None, typer.Option(help="Language of messages.")] = None,
) -> None:
    """Write the whole record and its attachments into one file, while others go on working."""
    translate = translator(message_language(lang))
    opened = open_existing(database)
    try:
        written = write_backup(opened, output)
    finally:
        opened.close()
    typer.echo(str(written.path))
    typer.echo(
        translate("command.backup.written", rows=written.rows, attachments=written.attachments, head=str(written.head)),
        err=True,
    )


@records.command("restore")
@guarded
def restore(
    file: Annotated[Path, typer.Argument(help="A backup.")],
    database: DatabaseUrl = None,
    unsealed: Annotated[bool, typer.Option("--unsealed", help="Take a backup of the first release too.")] = False,
    lang: Annotated[Language | None, typer.Option(help="Language of messages.")] = None,
) -> None:
    """Restore a backup where there is no record yet, and verify its history. The history's key must be in its place."""
    translate = translator(message_language(lang))
    restored = restore_backup(file, database, unsealed=unsealed)
    typer.echo(str(restored.verified.head))
    typer.echo(translate("command.restored", entries=restored.verified.entries), err=True)
    if not restored.sealed:
        typer.echo(translate("command.restored_unsealed"), err=True)


@records.command("sign-ins")
@guarded
def sign_ins(
    database: DatabaseUrl = None,
    lang: Annotated[Language | None, typer.Option(help="Language of messages.")] = None,
) -> None:
    """Tell who signed in last, newest first: time (UTC), issuer, subject, verified e-mail, name; apart by tabs."""
    translate = translator(message_language(lang))
    opened = open_existing(database)
    try:
        told = newest_sign_ins(opened, NEWEST)
    finally:
        opened.close()
    for one in told:
        columns = (f"{one.at:%Y-%m-%dT%H:%M:%SZ}", one.issuer, one.subject, one.email or "-", one.name)
        typer.echo("\t".join(text if text.isprintable() else ascii(text) for text in columns))
    typer.echo(translate("command.sign_ins", count=len(told)), err=True)


@records.command("administrator")
@guarded
def administrator(
    email: Annotated[str, typer.Argument(help="Somebody who has signed in once, by a verified e-mail.")] = "",
    issuer: Annotated[str, typer.Option(help="Instead of the e-mail, with --subject: the sign-in service.")] = "",
    subject: Annotated[str, typer.Option(help="Instead of the e-mail: who it is to the sign-in service.")] = "",
    database: DatabaseUrl = None,
    lang: Annotated[Language | None, typer.Option(help="Language of messages.")] = None,
) -> None:
    """Make somebody an administrator, from the machine itself; needed once, for the first."""
    translate = translator(message_language(lang))
    opened = open_existing(database)
    try:
        grant_first_administrator(opened, email, issuer, subject)
    finally:
        opened.close()
    typer.echo(translate("command.administrator", email=email or subject), err=True)
