"""What a file is, told from its bytes, never from its name or from what the browser says."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass

PLAIN_TEXT = "text/plain"
MOST_MEMBERS = 10_000


@dataclass(frozen=True)
class FileType:
    """A kind of file that may be attached: its media type, and the endings a name may have."""

    media_type: str
    endings: tuple[str, ...]


PDF = FileType("application/pdf", ("pdf",))
PNG = FileType("image/png", ("png",))
JPEG = FileType("image/jpeg", ("jpg", "jpeg"))
DOCX = FileType("application/vnd.openxmlformats-officedocument.wordprocessingml.document", ("docx",))
XLSX = FileType("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ("xlsx",))
ODT = FileType("application/vnd.oasis.opendocument.text", ("odt",))
ODS = FileType("application/vnd.oasis.opendocument.spreadsheet", ("ods",))
TEXT = FileType(PLAIN_TEXT, ("txt", "csv", "md"))
FILE_TYPES = (PDF, PNG, JPEG, DOCX, XLSX, ODT, ODS, TEXT)

_BEGINNINGS = ((b"%PDF-", PDF), (b"\x89PNG\r\n\x1a\n", PNG), (b"\xff\xd8\xff", JPEG))
_OFFICE_PARTS = (("word/document.xml", DOCX), ("xl/workbook.xml", XLSX))
# What a browser could take for a page even when it is called text.
_MARKUP = (b"<!doctype", b"<html", b"<svg", b"<script", b"<?xml", b"<body", b"<iframe")


def file_type(content: bytes) -> FileType | None:
    """The kind of a file; None when it is none of those that may be attached. Macros are none of them."""
    for beginning, kind in _BEGINNINGS:
        if content.startswith(beginning):
            return kind
    if content.startswith(b"PK\x03\x04"):
        return _office_type(content)
    return TEXT if _is_plain_text(content) else None


def _office_type(content: bytes) -> FileType | None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
            if len(names) > MOST_MEMBERS or any(name.lower().endswith("vbaproject.bin") for name in names):
                return None
            for part, kind in _OFFICE_PARTS:
                if part in names and "[Content_Types].xml" in names:
                    return kind
            if "mimetype" in names and archive.getinfo("mimetype").file_size < 200:
                said = archive.read("mimetype").decode("ascii", "replace").strip()
                return next((kind for kind in (ODT, ODS) if kind.media_type == said), None)
    except (zipfile.BadZipFile, ValueError, RuntimeError, NotImplementedError, OSError, KeyError):
        return None
    return None


def _is_plain_text(content: bytes) -> bool:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    if any(mark not in "\t\r\n\f" and (mark < " " or "\x7f" <= mark <= "\x9f") for mark in text):
        return False
    beginning = content[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return bool(content) and not any(mark in beginning for mark in _MARKUP)
