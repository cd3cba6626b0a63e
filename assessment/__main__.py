"""The command line: `python -m assessment COMMAND --help`."""

from __future__ import annotations

import typer

from assessment.commands.assess import assess
from assessment.commands.check import check
from assessment.commands.data import data
from assessment.commands.history import history
from assessment.commands.records import records
from assessment.commands.travel_times import travel_times
from assessment.commands.visits import visits

app = typer.Typer(
    help="Impact pre-assessment of changes to a municipality's service network.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command("travel-times")(travel_times)
app.command("visits")(visits)
app.command("assess")(assess)
app.command("check")(check)
app.command("data")(data)
app.add_typer(history, name="history")
app.add_typer(records, name="records")


if __name__ == "__main__":
    app(prog_name="python -m assessment")
