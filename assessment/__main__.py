"""The command line: `python -m assessment COMMAND --help`."""

from __future__ import annotations

import typer

from assessment.commands.travel_times import travel_times

app = typer.Typer(
    help="Impact pre-assessment of changes to a municipality's service network.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command("travel-times")(travel_times)


@app.callback()
def _commands() -> None:
    """Keep the name of the command even while there is one only."""


if __name__ == "__main__":
    app(prog_name="python -m assessment")
