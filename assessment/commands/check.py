"""`check`: what a file is and what is wrong with it, before anything uses it."""

from __future__ import annotations

import json
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from assessment.commands.outcome import REFUSED, Language, fault_line, guarded, message_language
from assessment.errors import Fault, Severity
from assessment.inputs.checking import examine_file
from assessment.language import Translate, fault_message, translator


class FileKind(StrEnum):
    """What a file may be."""

    TIMETABLE = "timetable"
    POPULATION = "population"
    SERVICE_POINTS = "service-points"
    AREAS = "areas"
    STREETS = "streets"
    SERVICE_TAXI = "service-taxi"


@guarded
def check(
    file: Annotated[Path, typer.Argument(help="The file, or a folder with an unpacked timetable.")],
    kind: Annotated[FileKind | None, typer.Option(help="What the file is.  [default: as it looks]")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a fault, a line each.")] = False,
    lang: Annotated[Language | None, typer.Option(help="Language of messages.")] = None,
) -> None:
    """Say what is wrong with a file before anything uses it.

    Exit 0: usable, perhaps with warnings. Exit 2: refused. All faults at once, at most 100 of a kind and then their
    number.
    """
    translate = translator(message_language(lang))
    examined = examine_file(file, kind.value if kind else None)
    refused = any(fault.severity is Severity.ERROR for fault in examined.faults)
    for fault in examined.faults:
        typer.echo(
            json.dumps(fault_record(fault, translate), ensure_ascii=False) if as_json else fault_line(fault, translate)
        )
    if not as_json:
        typer.echo(_verdict(file, examined.kind, dict(examined.counts), refused, translate))
    if refused:
        raise typer.Exit(REFUSED)


def fault_record(fault: Fault, translate: Translate) -> dict[str, object]:
    """A fault as the plain values of COMMANDS.md: severity, code, file, row, field, value, message."""
    return {
        "severity": fault.severity.value,
        "code": fault.code,
        "file": fault.file,
        "row": fault.row,
        "field": fault.field,
        "value": fault.value,
        "message": fault_message(translate, fault),
    }


def _verdict(file: Path, kind: str | None, counts: dict[str, int], refused: bool, translate: Translate) -> str:
    if refused:
        return translate("command.check.refused", file=file.name)
    found = ", ".join(f"{translate(f'command.counts.{name}')} {number}" for name, number in counts.items())
    return translate("command.check.usable", file=file.name, kind=translate(f"command.kind.{kind}"), found=found)
