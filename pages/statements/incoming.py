"""A form as it comes in: texts and at most a few files, within limits of size."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from python_multipart.exceptions import FormParserError
from starlette.datastructures import UploadFile
from starlette.formparsers import FormParser, MultiPartException, MultiPartParser

from assessment.records.attachments import LARGEST_BYTES
from pages.statements.numbers import whole_number

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from starlette.requests import Request

LARGEST_PART_BYTES = 4 * 1024 * 1024
MOST_FIELDS = 500
MOST_FILES = 5
LONGEST_LENGTH = 15  # digits of a Content-Length


@dataclass(frozen=True)
class Allowance:
    """How many bytes of texts and of everything may be sent at once, and whether files are taken."""

    text_bytes: int
    all_bytes: int
    files: bool


# A full form of 100,000 characters of three bytes, each written %XX, with dissenting opinions as long again. A file too
# large is read to its end all the same, so that the text sent with it is kept; to the disk, not to memory.
MUCH = Allowance(12 * 1024 * 1024, 100 * 1024 * 1024, files=True)
# Who has never signed in fills in a name or chooses a role: none of their forms is long.
LITTLE = Allowance(64 * 1024, 64 * 1024, files=False)


class TooLarge(Exception):  # noqa: N818 - an answer to the user, not an error of ours
    """More was sent than any form can hold, or no form at all."""


@dataclass(frozen=True)
class IncomingFile:
    """A file sent with a form. `content` is None where it is larger than may be attached."""

    name: str
    content: bytes | None
    size_bytes: int


@dataclass(frozen=True)
class Incoming:
    """A form sent: its texts by field (the last counts where a field is sent twice) and its files."""

    texts: dict[str, str]
    files: tuple[IncomingFile, ...] = ()

    def get(self, name: str) -> str:
        """A field's text, empty where it was not sent."""
        return self.texts.get(name, "")

    def number(self, name: str) -> int:
        """A field's whole number, 0 where it holds none."""
        return whole_number(self.get(name)) or 0


async def read_incoming(request: Request, allowance: Allowance) -> Incoming:
    """The form of a request, read no further than the allowance goes. Raises TooLarge."""
    kind = request.headers.get("content-type", "")
    try:
        if kind.startswith("multipart/form-data"):
            parts = _CountedParts(
                request.headers,
                _limited(request, allowance.all_bytes),
                max_files=MOST_FILES,
                max_fields=MOST_FIELDS,
                max_part_size=LARGEST_PART_BYTES,
            )
            parts.text_bytes_left = allowance.text_bytes
            form = await parts.parse()
        elif kind.startswith("application/x-www-form-urlencoded"):
            texts_only = FormParser(
                request.headers,
                _limited(request, allowance.text_bytes),
                max_fields=MOST_FIELDS,
                max_part_size=LARGEST_PART_BYTES,
            )
            form = await texts_only.parse()
        else:
            return Incoming({})
    except (MultiPartException, FormParserError, KeyError) as error:
        raise TooLarge from error
    texts: dict[str, str] = {}
    files = []
    for name, value in form.multi_items():
        if not isinstance(value, UploadFile):
            texts[name] = value
        elif value.filename and allowance.files:
            size = value.size or 0
            files.append(IncomingFile(value.filename, await value.read() if size <= LARGEST_BYTES else None, size))
    await form.close()
    return Incoming(texts, tuple(files))


class _CountedParts(MultiPartParser):
    """A multipart form whose texts, names and headers are counted together: they are what memory holds."""

    text_bytes_left = 0

    def on_part_data(self, data: bytes, start: int, end: int) -> None:
        if self._current_part.file is None:
            self._count(end - start)
        super().on_part_data(data, start, end)

    def on_header_field(self, data: bytes, start: int, end: int) -> None:
        self._count(end - start)
        super().on_header_field(data, start, end)

    def on_header_value(self, data: bytes, start: int, end: int) -> None:
        self._count(end - start)
        super().on_header_value(data, start, end)

    def _count(self, size: int) -> None:
        self.text_bytes_left -= size
        if self.text_bytes_left < 0:
            raise MultiPartException("more text than any form of ours holds")


async def _limited(request: Request, most: int) -> AsyncGenerator[bytes, None]:
    """The request's body; refused before it is read where it says that it is too long, else when it becomes so."""
    told = request.headers.get("content-length", "")
    if told and (not (told.isascii() and told.isdigit()) or len(told) > LONGEST_LENGTH or int(told) > most):
        raise TooLarge
    size = 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > most:
            raise TooLarge
        yield chunk
