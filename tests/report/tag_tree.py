"""The tags of a PDF as a screen reader meets them: read from the file's own objects, not by what wrote it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pikepdf


@dataclass
class Tag:
    """One structure element: its standard type, the text in it, its attributes for tables, and what is below it."""

    kind: str
    text: str = ""
    alt: str = ""
    name: bytes = b""
    scope: str = ""
    headers: tuple[bytes, ...] = ()
    box: tuple[float, ...] = ()
    kids: list[Tag] = field(default_factory=list)

    def all(self, *kinds: str) -> list[Tag]:
        """This element and those below it of some kinds, in reading order."""
        found = [self] if self.kind in kinds else []
        return [*found, *(tag for kid in self.kids for tag in kid.all(*kinds))]


@dataclass
class Marked:
    """The texts of a page: by marked-content id, of artifacts, and what is neither."""

    by_id: dict[int, str] = field(default_factory=dict)
    artifacts: str = ""
    untagged: str = ""


def read_tags(pdf: pikepdf.Pdf) -> Tag:
    """The root of the tree of tags, with the text of every element."""
    pages = {page.obj.objgen: marked_texts(page) for page in pdf.pages}
    root = pdf.Root.StructTreeRoot
    roles = {str(own)[1:]: str(standard)[1:] for own, standard in root.get("/RoleMap", {}).items()}
    (top,) = _kids(root)
    return _tag(top, pages, roles, None)


def marked_texts(page: pikepdf.Page) -> Marked:
    """The texts of a page's own content, by the marks around them."""
    marked = Marked()
    fonts = {str(name): _shapes(font) for name, font in page.get("/Resources", {}).get("/Font", {}).items()}
    stack: list[tuple[str, Any]] = []
    shapes: dict[bytes, str] = {}
    for operands, operator in pikepdf.parse_content_stream(page):
        sign = str(operator)
        if sign == "Tf":
            shapes = fonts[str(operands[0])]
        elif sign in ("BDC", "BMC"):
            stack.append((str(operands[0]), operands[1] if sign == "BDC" else None))
            said = _actual_text(stack[-1][1])
            if said is not None:
                _keep(marked, stack, said)
        elif sign == "EMC":
            stack.pop()
        elif sign in ("Tj", "TJ") and not any(_actual_text(about) is not None for _, about in stack):
            parts = operands[0] if sign == "TJ" else operands
            for part in parts:
                if isinstance(part, pikepdf.String):
                    raw = bytes(part)
                    _keep(marked, stack, "".join(shapes[raw[i : i + 2]] for i in range(0, len(raw), 2)))
    assert not stack
    return marked


def _keep(marked: Marked, stack: list[tuple[str, Any]], text: str) -> None:
    if any(kind == "/Artifact" for kind, _ in stack):
        marked.artifacts += text
        return
    for _, about in reversed(stack):
        if isinstance(about, pikepdf.Dictionary) and "/MCID" in about:
            number = int(about["/MCID"])
            marked.by_id[number] = marked.by_id.get(number, "") + text
            return
    marked.untagged += text


def _actual_text(about: Any) -> str | None:
    said = about.get("/ActualText") if isinstance(about, pikepdf.Dictionary) else None
    return None if said is None else str(said)


def _shapes(font: Any) -> dict[bytes, str]:
    """What each two-byte code of a font says, by its ToUnicode map."""
    told = font.ToUnicode.read_bytes().decode("ascii")
    shapes = {}
    for section in re.findall(r"beginbfchar(.*?)endbfchar", told, re.DOTALL):
        for code, said in re.findall(r"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>", section):
            shapes[bytes.fromhex(code)] = bytes.fromhex(said).decode("utf-16-be")
    for section in re.findall(r"beginbfrange(.*?)endbfrange", told, re.DOTALL):
        for first, last, said in re.findall(r"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>", section):
            start = bytes.fromhex(said).decode("utf-16-be")
            for step in range(int(last, 16) - int(first, 16) + 1):
                code = (int(first, 16) + step).to_bytes(2, "big")
                shapes[code] = start[:-1] + chr(ord(start[-1]) + step)
    return shapes


def _kids(element: Any) -> list[Any]:
    kids = element.get("/K")
    return [] if kids is None else list(kids) if isinstance(kids, pikepdf.Array) else [kids]


def _tag(element: Any, pages: dict[Any, Marked], roles: dict[str, str], page: Any) -> Tag:
    own = str(element.S)[1:]
    page = element.get("/Pg", page)
    tag = Tag(roles.get(own, own), alt=str(element.get("/Alt", "")), name=bytes(element.get("/ID", b"")))
    for about in _attributes(element):
        tag.scope = str(about.get("/Scope", tag.scope)).removeprefix("/")
        tag.headers = tuple(bytes(name) for name in about.get("/Headers", ())) or tag.headers
        tag.box = tuple(float(side) for side in about.get("/BBox", ())) or tag.box
    for kid in _kids(element):
        if isinstance(kid, int):
            tag.text += pages[page.objgen].by_id.get(kid, "")
        elif kid.get("/Type") == "/MCR":
            tag.text += pages[kid.get("/Pg", page).objgen].by_id.get(int(kid.MCID), "")
        elif "/S" in kid:
            below = _tag(kid, pages, roles, page)
            tag.kids.append(below)
            tag.text += below.text
    return tag


def _attributes(element: Any) -> Iterator[Any]:
    told = element.get("/A")
    owners = list(told) if isinstance(told, pikepdf.Array) else [told]
    return (about for about in owners if isinstance(about, pikepdf.Dictionary))
