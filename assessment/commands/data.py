"""`data`: write a municipality's data folder."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from assessment.commands.outcome import Language, guarded, message_language, progress_bar, refuse
from assessment.demo import write_demo
from assessment.language import translator


class DataName(StrEnum):
    """Data folders the program can make."""

    DEMO = "demo"
    KOUVOLA = "kouvola"


@guarded
def data(
    name: Annotated[DataName, typer.Argument(help="demo: the modelled example municipality. kouvola: from open data.")],
    output: Annotated[Path | None, typer.Option(help="Folder to write.  [default: data/NAME]")] = None,
    lang: Annotated[Language | None, typer.Option(help="Language of messages.")] = None,
) -> None:
    """Write a municipality's data folder, whole or not at all."""
    translate = translator(message_language(lang))
    folder = output or Path("data") / name.value
    if name is DataName.KOUVOLA:
        raise refuse("data_not_yet", "data", name.value)
    with progress_bar(translate("command.demo")) as progress:
        write_demo(folder, progress)
    typer.echo(translate("command.written", path=str(folder)), err=True)
