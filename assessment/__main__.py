"""The command line: `python -m assessment COMMAND --help`."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import typer
from typer.core import TyperGroup
from typer.main import get_group

# By the word a person types: its module in `assessment.commands`, which defines it under the same name.
COMMANDS = {
    "travel-times": "travel_times",
    "visits": "visits",
    "assess": "assess",
    "check": "check",
    "data": "data",
    "history": "history",
    "records": "records",
}


class CommandsOnDemand(TyperGroup):
    """Reads the module of the command that is asked for and no other: whoever checks a file waits for no engine.

    Typer keeps its base of commands and contexts private, so the overrides can only be typed by its public `Context`.
    """

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self.commands = dict.fromkeys(COMMANDS, self)  # the words only, for "did you mean"

    def list_commands(self, ctx: typer.Context) -> list[str]:  # type: ignore[override]
        """The words a person can type, as help lists them."""
        return list(COMMANDS)

    def get_command(self, ctx: typer.Context, cmd_name: str) -> Any:  # type: ignore[override]
        """The command of a word, None where there is none."""
        name = COMMANDS.get(cmd_name)
        if name is None:
            return None
        defined = getattr(import_module(f"assessment.commands.{name}"), name)
        holder = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
        if isinstance(defined, typer.Typer):
            holder.add_typer(defined, name=cmd_name)
        else:
            holder.callback()(_group)
            holder.command(cmd_name)(defined)
        return get_group(holder).commands[cmd_name]


def _group() -> None:
    """Keep a command a word of its own where it is the only one."""


app = typer.Typer(
    cls=CommandsOnDemand,
    help="Impact pre-assessment of changes to a municipality's service network.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.callback()(_group)


if __name__ == "__main__":
    app(prog_name="python -m assessment")
