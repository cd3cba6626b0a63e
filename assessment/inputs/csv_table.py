"""CSV as people write it: `,` `;` or tab, UTF-8 with or without a mark, UTF-16 or ISO-8859-15, row numbers kept."""

from __future__ import annotations

import codecs
import csv
import io
import re
from pathlib import Path

import numpy as np
import pandas as pd

from assessment.errors import Fault, FaultLog, Refused
from assessment.inputs.table import Table, carry_over, lower_case_columns, warning

DELIMITERS = (";", ",", "\t")  # the first wins a tie: a decimal comma is likelier than a decimal semicolon


def read_csv_table(path: Path) -> Table:
    """Read a CSV file; every value is text.

    Raises Refused: `not_text`, `csv_unreadable` (broken quoting), `row_length`, `column_twice`, `no_rows`.
    Warns `encoding_assumed` when the text is not UTF-8.
    """
    log = FaultLog()
    text, notices = decoded(path)
    carry_over(notices, log)
    if not text.strip():
        raise Refused([Fault("no_rows", path.name)])
    header, records, rows = _records(text, path.name, log)
    log.raise_if_refused()
    named = [i for i, name in enumerate(header) if name]
    by_column = list(zip(*records, strict=True)) if records else [()] * len(header)
    data = [pd.Series(list(by_column[i]), dtype="str") for i in named]
    frame = pd.concat(data, axis=1) if data else pd.DataFrame(index=range(len(records)))
    frame.columns = pd.Index([header[i] for i in named])
    frame = lower_case_columns(frame, path.name)
    headers = tuple(header[i] for i in named)
    return Table(path.name, frame, headers, np.array(rows, dtype=np.int64), faults=log.faults)


def decoded(path: Path) -> tuple[str, tuple[Fault, ...]]:
    """A file's text: UTF-8, or UTF-16 where it says so, else ISO-8859-15 with the warning `encoding_assumed`."""
    content = path.read_bytes()
    try:
        if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return content.decode("utf-16"), ()
        if b"\0" in content:
            raise Refused([Fault("not_text", path.name)])
        return content.decode("utf-8-sig"), ()
    except UnicodeDecodeError:
        if b"\0" in content:
            raise Refused([Fault("not_text", path.name)]) from None
        notice = warning("encoding_assumed", path.name, encoding="ISO-8859-15")
        return content.decode("iso-8859-15"), (notice,)


def delimiter_of(header_line: str) -> str:
    """The delimiter that occurs most in the header line outside quotes."""
    bare = re.sub(r'"[^"]*"', "", header_line)
    return max(DELIMITERS, key=bare.count)


def _records(text: str, file: str, log: FaultLog) -> tuple[list[str], list[list[str]], list[int]]:
    """The header, the records padded to its length, and each record's first line."""
    header: list[str] = []
    records: list[list[str]] = []
    rows: list[int] = []
    lines = io.StringIO(text, newline="")
    skipped = 0
    for line in lines:
        if line.strip() and not re.fullmatch(r"sep=.\s*", line):  # Excel's own first line
            break
        skipped += 1
    reader = csv.reader(_from(line, lines), delimiter=delimiter_of(line), strict=True, skipinitialspace=True)
    start = skipped
    try:
        for record in reader:
            row, start = start + 1, skipped + reader.line_num
            if not any(value.strip() for value in record):
                continue
            if not header:
                header = [name.strip() for name in record]
                continue
            extra = record[len(header) :]
            if len(record) < len(header) or any(value.strip() for value in extra):
                lengths = {"expected": len(header), "found": len(record)}
                log.add(Fault("row_length", file, row=row, facts=lengths))
                continue
            records.append(record[: len(header)])
            rows.append(row)
    except csv.Error as error:
        log.add(Fault("csv_unreadable", file, row=start + 1, facts={"reason": str(error)}))
    return header, records, rows


def _from(first: str, rest: io.StringIO) -> io.StringIO:
    """The lines again from the first that counts."""
    return io.StringIO(first + rest.read(), newline="")
