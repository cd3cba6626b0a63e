"""How a command ends: refusals in words and exit code 2, errors of ours as a line and exit code 1, no traceback."""

from __future__ import annotations

import logging
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from functools import wraps
from pathlib import Path
from typing import ParamSpec

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn

from assessment.errors import Fault, Refused, Severity
from assessment.language import DEFAULT_LANGUAGE, Translate, fault_message, translator

P = ParamSpec("P")
REFUSED, ERROR_OF_OURS = 2, 1


class Language(StrEnum):
    """Languages of messages."""

    FI = "fi"
    SV = "sv"
    EN = "en"


def message_language(lang: Language | None) -> str:
    """The language asked for, else ASSESSMENT_LANGUAGE, else Finnish."""
    return lang.value if lang else os.environ.get("ASSESSMENT_LANGUAGE", DEFAULT_LANGUAGE)


def guarded(command: Callable[P, None]) -> Callable[P, None]:
    """End a command by the rules of COMMANDS.md whatever it raises; its option `lang` tells the language."""

    @wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        lang = kwargs.get("lang")
        language = message_language(lang if isinstance(lang, Language) else None)
        try:
            command(*args, **kwargs)
        except Refused as refused:
            report(refused.faults, language)
            raise typer.Exit(REFUSED) from refused
        except (typer.Exit, typer.Abort):
            raise
        except KeyboardInterrupt:
            raise typer.Abort from None
        except Exception as error:
            # The last net: a person at the command line gets a sentence, and the details where they ask for them.
            if os.environ.get("ASSESSMENT_DEBUG"):
                logging.exception("error of ours")
            words = translator(language)("command.error_of_ours", kind=type(error).__name__, reason=str(error))
            Console(stderr=True, soft_wrap=True).print(words, style="bold", markup=False, highlight=False)
            raise typer.Exit(ERROR_OF_OURS) from error

    return run


def report(faults: tuple[Fault, ...], language: str) -> None:
    """Write faults to standard error, a line each: severity, file, row, field, then the message."""
    translate = translator(language)
    console = Console(stderr=True, soft_wrap=True)
    for fault in faults:
        console.print(fault_line(fault, translate), markup=False, highlight=False)


def fault_line(fault: Fault, translate: Translate) -> str:
    """A fault as one line: severity, file, row, field, then the message."""
    row = translate("command.row", row=fault.row) if fault.row is not None else ""
    where = ", ".join(part for part in (fault.file, row, fault.field) if part)
    return f"{translate(f'severity.{fault.severity.value}')}: {where}: {fault_message(translate, fault)}"


def report_warnings(faults: tuple[Fault, ...], language: str) -> None:
    """Say on standard error how many rows were left out and what else was noticed, a line a code."""
    translate = translator(language)
    seen: dict[tuple[Severity, str], list[Fault]] = {}
    for fault in faults:
        seen.setdefault((fault.severity, fault.code), []).append(fault)
    console = Console(stderr=True, soft_wrap=True)
    for (severity, _), alike in seen.items():
        more = translate("command.and_more", n=len(alike) - 1) if len(alike) > 1 else ""
        word = translate(f"severity.{severity.value}")
        line = f"{word}: {alike[0].file}: {fault_message(translate, alike[0])} {more}".rstrip()
        console.print(line, markup=False, highlight=False)


@contextmanager
def progress_bar(text: str) -> Iterator[Callable[[float], None]]:
    """A progress bar on standard error where that is a terminal; gives a function that takes the share done."""
    console = Console(stderr=True)
    columns = TextColumn("{task.description}"), BarColumn(), TaskProgressColumn()
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task(text, total=1.0)
        yield lambda share: bar.update(task, completed=share)


@contextmanager
def whole_or_not_at_all(path: Path) -> Iterator[Path]:
    """A file to write beside `path`; it takes its place only when the block ends well."""
    if path.is_dir():
        raise Refused([Fault("output_is_folder", path.name)])
    if not path.parent.is_dir():
        raise Refused([Fault("output_folder_missing", path.name, value=str(path.parent))])
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    except OSError as error:
        raise Refused([Fault("output_not_writable", path.name, facts={"reason": error.strerror or ""})]) from error
    os.close(handle)
    unfinished = Path(name)
    try:
        yield unfinished
        # mkstemp makes a file that only its owner may read; a result is as open as any file the user makes.
        unfinished.chmod(0o666 & ~_umask())
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def refuse(code: str, option: str, value: str, **facts: str | int | float) -> Refused:
    """A refusal of a command-line argument."""
    return Refused([Fault(code, option, value=value, facts=facts)])
