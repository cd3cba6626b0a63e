"""Reads one GTFS table from bytes into dictionary-encoded columns of text, every fault with its line in the file.

Everything is read as text: "null" and "NaN" are names like any other, and only an empty cell is blank. Each column is
held as the distinct texts and one int32 code a row, so that a million rows with a thousand distinct times cost four
megabytes, and a text is stripped or parsed once however often it occurs.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv

from assessment.errors import MAX_FAULTS_PER_CODE, Fault, FaultLog, Severity

Ints = npt.NDArray[np.int32]
Bools = npt.NDArray[np.bool_]
Rows = npt.NDArray[np.intp]


@dataclass(frozen=True)
class Column:
    """One column: row i holds `texts[codes[i]]`; texts are distinct and stripped of white space."""

    codes: Ints
    texts: npt.NDArray[np.object_]

    def text(self, row: int) -> str:
        """The text of one row."""
        return str(self.texts[self.codes[row]])

    def all_texts(self) -> npt.NDArray[np.object_]:
        """The text of every row, as an object array."""
        return self.texts[self.codes] if len(self.texts) else np.empty(len(self.codes), dtype=object)

    def blank(self) -> Bools:
        """Which rows are blank."""
        return np.asarray(self.codes == self._blank_code(), dtype=np.bool_)

    def any_given(self) -> bool:
        """Whether any row holds a text."""
        return any(self.texts != "")

    def _blank_code(self) -> int:
        found = np.flatnonzero(self.texts == "")
        return int(found[0]) if len(found) else -1

    def taken(self, rows: Rows | Bools) -> Column:
        """The column with only the given rows."""
        return Column(self.codes[rows], self.texts)


@dataclass(frozen=True)
class Table:
    """One table of a feed: the columns asked for that the file has, and the file's line of each row.

    `file` names it in faults. `lines` is None where row i stands on line i + 2.
    """

    file: str
    columns: Mapping[str, Column]
    n_rows: int
    lines: Ints | None = field(default=None, repr=False)

    def __contains__(self, name: str) -> bool:
        return name in self.columns

    def __getitem__(self, name: str) -> Column:
        """A column; one that the file does not have is blank throughout."""
        if name in self.columns:
            return self.columns[name]
        return Column(np.zeros(self.n_rows, dtype=np.int32), np.array([""], dtype=object))

    def line(self, row: int) -> int:
        """The line of a row in the file, 1 = header."""
        return row + 2 if self.lines is None else int(self.lines[row])

    def line_numbers(self) -> Ints:
        """The line of every row in the file."""
        return np.arange(2, self.n_rows + 2, dtype=np.int32) if self.lines is None else self.lines

    def taken(self, rows: Rows | Bools) -> Table:
        """The table with only the given rows."""
        columns = {name: column.taken(rows) for name, column in self.columns.items()}
        kept = self.line_numbers()[rows]
        return Table(self.file, columns, len(kept), kept)

    def log_rows(
        self,
        log: FaultLog,
        code: str,
        severity: Severity,
        rows: Rows,
        column: str | None = None,
        facts: Mapping[str, str | int | float] | None = None,
    ) -> None:
        """Log one fault for each of the rows; beyond a hundred they are only counted, without building each."""
        for row in rows[:MAX_FAULTS_PER_CODE]:
            value = None if column is None else self[column].text(int(row))
            log.add(Fault(code, self.file, severity, self.line(int(row)), column, value, facts or {}))
        if len(rows) > MAX_FAULTS_PER_CODE:
            log.counts[(severity, code)] += len(rows) - MAX_FAULTS_PER_CODE


def read_table(data: bytes, file: str, wanted: Sequence[str], required: Sequence[str], log: FaultLog) -> Table | None:
    """Read the wanted columns of a table; None when it cannot be used (logged).

    Faults: `gtfs_file_empty`, `gtfs_not_utf8`, `gtfs_nul`, `gtfs_delimiter`, `gtfs_column_missing`,
    `gtfs_column_twice`, `gtfs_row_length`, `gtfs_quote_open`. A byte order mark, blank lines, white space around
    texts and unknown columns are accepted.
    """
    start = len(codecs.BOM_UTF8) if data.startswith(codecs.BOM_UTF8) else 0
    if not data[start : start + 4096].strip() and not data.strip(codecs.BOM_UTF8 + b" \t\r\n"):
        log.add(Fault("gtfs_file_empty", file))
        return None
    if not _is_text(data, file, log):
        return None
    header, body, header_lines = _header(data, start)
    names = _column_names(header, file, wanted, required, log)
    if names is None:
        return None
    columns, lines = _fast_columns(data, body, names, wanted, header_lines)
    if columns is None:
        slow = _slow_columns(data, start, names, wanted, file, log)
        if slow is None:
            return None
        columns, lines = slow
    n_rows = len(next(iter(columns.values())).codes) if columns else 0
    table = Table(file, columns, n_rows, lines)
    empty = np.logical_and.reduce([column.blank() for column in columns.values()]) if columns else np.zeros(0, bool)
    # A row of nothing but commas is what spreadsheets leave behind.
    return table.taken(~empty) if empty.any() else table


def _is_text(data: bytes, file: str, log: FaultLog) -> bool:
    """Whether the bytes are UTF-8 without NUL; every line that is not is logged, up to a hundred."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        log.add(Fault("gtfs_not_utf8", file, row=1, value="UTF-16"))
        return False
    nul = data.find(b"\0")
    if nul >= 0:
        log.add(Fault("gtfs_nul", file, row=data.count(b"\n", 0, nul) + 1))
        return False
    if _valid_utf8(data):
        return True
    for number, line in enumerate(data.split(b"\n"), start=1):
        try:
            line.decode("utf-8")
        except UnicodeDecodeError:
            log.add(Fault("gtfs_not_utf8", file, row=number, value=line.decode("latin-1").strip()))
    return False


def _valid_utf8(data: bytes) -> bool:
    """Whether all bytes are UTF-8, checked in pieces so that no second copy of a large file is made."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    step = 1 << 22
    try:
        for at in range(0, len(data), step):
            decoder.decode(data[at : at + step])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _header(data: bytes, start: int) -> tuple[list[str], int, int]:
    """The header's names, where the first row begins, and how many lines came before it."""
    at, lines = start, 0
    while True:
        end = min((i for i in (data.find(b"\n", at), data.find(b"\r", at)) if i >= 0), default=len(data))
        line = data[at:end]
        after = end + (2 if data[end : end + 2] == b"\r\n" else 1)
        lines += 1
        if line.strip() or end >= len(data):
            break
        at = after
    try:
        names = next(csv.reader([line.decode("utf-8")]))
    except (csv.Error, StopIteration):
        names = []
    return [name.strip().strip("\ufeff") for name in names], min(after, len(data)), lines


def _column_names(
    header: list[str], file: str, wanted: Sequence[str], required: Sequence[str], log: FaultLog
) -> list[str] | None:
    """The header's names made distinct; None when a required one is missing or a wanted one stands twice (logged)."""
    fine = True
    if len(header) == 1 and any(mark in header[0] for mark in ";\t|"):
        log.add(Fault("gtfs_delimiter", file, row=1, value=header[0]))
        return None
    for name in required:
        if name not in header:
            log.add(Fault("gtfs_column_missing", file, row=1, field=name))
            fine = False
    names: list[str] = []
    for number, name in enumerate(header):
        if name in names:
            if name in wanted:
                log.add(Fault("gtfs_column_twice", file, row=1, field=name))
                fine = False
            name = f"{name}\0{number}"
        names.append(name)
    return names if fine else None


def _fast_columns(
    data: bytes, body: int, names: list[str], wanted: Sequence[str], header_lines: int
) -> tuple[dict[str, Column] | None, Ints | None]:
    """The columns by pyarrow on all cores; None where its answer could hide a fault or not tell the lines."""
    included = [name for name in names if name in wanted]
    ragged = False

    def note(_row: object) -> str:
        nonlocal ragged
        ragged = True
        return "skip"

    end = len(data)
    while end > body and data[end - 1] in b"\r\n":
        end -= 1
    if end <= body:
        empty = Column(np.zeros(0, np.int32), np.array([], dtype=object))
        return dict.fromkeys(included, empty), None
    try:
        table = pyarrow.csv.read_csv(
            pa.BufferReader(pa.py_buffer(data).slice(body, end - body)),
            read_options=pyarrow.csv.ReadOptions(column_names=names, block_size=1 << 22),
            parse_options=pyarrow.csv.ParseOptions(
                newlines_in_values=data.find(b'"', body) >= 0, invalid_row_handler=note
            ),
            convert_options=pyarrow.csv.ConvertOptions(
                include_columns=included,
                column_types=dict.fromkeys(included, pa.dictionary(pa.int32(), pa.string())),
                strings_can_be_null=False,
                check_utf8=False,
            ),
        )
    except pa.ArrowInvalid:
        return None, None
    # With a line for every row the lines need not be counted; else (line breaks in quotes, blank lines) they are.
    if ragged or data.count(b"\n", body, end) + 1 != table.num_rows or header_lines != 1:
        return None, None
    return {name: _column(table.column(name)) for name in included}, None


def _column(chunked: pa.ChunkedArray) -> Column:
    """A pyarrow dictionary column as a Column with stripped texts."""
    array = chunked.unify_dictionaries().combine_chunks()
    if isinstance(array, pa.ChunkedArray):
        array = array.chunk(0)
    codes = np.array(array.indices.to_numpy(zero_copy_only=False), dtype=np.int32)
    texts = array.dictionary.to_numpy(zero_copy_only=False)
    bare = pc.utf8_trim_whitespace(array.dictionary)
    return Column(codes, texts) if bare.equals(array.dictionary) else _stripped(codes, texts)


def _stripped(codes: Ints, texts: npt.NDArray[np.object_]) -> Column:
    """A Column whose texts are stripped; texts that become equal share one code."""
    bare = np.array([text.strip() for text in texts], dtype=object)
    places, distinct = pd.factorize(bare)
    if len(distinct) < len(bare):
        codes = places.astype(np.int32)[codes]
        bare = np.asarray(distinct, dtype=object)
    return Column(codes, bare)


def _slow_columns(
    data: bytes, start: int, names: list[str], wanted: Sequence[str], file: str, log: FaultLog
) -> tuple[dict[str, Column], Ints] | None:
    """The columns by Python's csv module, which knows the lines; None when rows are not as the header says (logged)."""
    included = [(at, name) for at, name in enumerate(names) if name in wanted]
    cells: list[list[str]] = [[] for _ in included]
    lines: list[int] = []
    fine = True
    for line, row in _rows(data[start:].decode("utf-8"), file, log):
        if row is None:
            return None
        if len(row) < len(names) or any(text.strip() for text in row[len(names) :]):
            facts = {"expected": len(names), "found": len(row)}
            log.add(Fault("gtfs_row_length", file, row=line, value=",".join(row), facts=facts))
            fine = False
            continue
        lines.append(line)
        for column, (at, _) in zip(cells, included, strict=True):
            column.append(row[at])
    if not fine:
        return None
    columns = {}
    for column, (_, name) in zip(cells, included, strict=True):
        codes, texts = pd.factorize(np.array(column, dtype=object))
        columns[name] = _stripped(codes.astype(np.int32), np.asarray(texts, dtype=object))
    return columns, np.array(lines, dtype=np.int32)


def _rows(text: str, file: str, log: FaultLog) -> Iterator[tuple[int, list[str] | None]]:
    """(line, row) of every row below the header that is not blank; (line, None) once reading cannot go on (logged)."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    line, header = 1, True
    while True:
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error:
            log.add(Fault("gtfs_quote_open", file, row=line))
            yield line, None
            return
        if row and (len(row) > 1 or row[0].strip()):
            if not header:
                yield line, row
            header = False
        line = reader.line_num + 1
