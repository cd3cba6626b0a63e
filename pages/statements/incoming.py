"""A form as it comes in: texts and at most a few files, within limits of size."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from python_multipart.exceptions import FormParserError
from starlette.datastructures import UploadFile
from starlette.formparsers import FormParser, MultiPartException, MultiPartParser

from assessment.records.attachments import LARGEST_BYTES

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from starlette.requests import Request

# A full form of 100,000 characters of three bytes, each written %XX, with dissenting opinions as long again.
LARGEST_FORM_BYTES = 12 * 1024 * 1024
# A file too large is read to its end all the same, so that the text sent with it is kept; to the disk, not to memory.
LARGEST_UPLOAD_BYTES = 100 * 1024 * 1024
LARGEST_PART_BYTES = 4 * 1024 * 1024
MOST_FIELDS = 500
MOST_FILES = 5


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
        text = self.get(name)
        return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else 0


async def read_incoming(request: Request) -> Incoming:
    """The form of a request. Raises TooLarge."""
    kind = request.headers.get("content-type", "")
    try:
        if kind.startswith("multipart/form-data"):
            parser = MultiPartParser(
                request.headers,
                _limited(request, LARGEST_UPLOAD_BYTES),
                max_files=MOST_FILES,
                max_fields=MOST_FIELDS,
                max_part_size=LARGEST_PART_BYTES,
            )
            form = await parser.parse()
        elif kind.startswith("application/x-www-form-urlencoded"):
            texts_only = FormParser(
                request.headers,
                _limited(request, LARGEST_FORM_BYTES),
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
        elif value.filename:
            size = value.size or 0
            files.append(IncomingFile(value.filename, await value.read() if size <= LARGEST_BYTES else None, size))
    await form.close()
    return Incoming(texts, tuple(files))


async def _limited(request: Request, most: int) -> AsyncGenerator[bytes, None]:
    size = 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > most:
            raise TooLarge
        yield chunk
