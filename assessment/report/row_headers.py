"""The tags of a PDF's tables: the first cell of every row becomes its header, which Typst's binding cannot say."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import pikepdf


def with_row_headers(written: bytes) -> bytes:
    """The tagged PDF with the first cell of a row tagged as the header of the others; heads of columns stay so.

    The same bytes in give the same bytes out.
    """
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(written)) as pdf:
        tree = pdf.Root.StructTreeRoot
        known = [pair for node in _leaves(tree.get("/IDTree")) for pair in _pairs(node)]
        for number, row in enumerate(_rows(tree), start=1):
            header, *others = _kids(row)
            if header.get("/S") != "/TD":
                continue
            name = f"row{number:06d}".encode("ascii")
            known.append((name, header))
            header.S = pikepdf.Name.TH
            header.ID = pikepdf.String(name)
            _table_attributes(header)["/Scope"] = pikepdf.Name.Row
            for cell in others:
                attributes = _table_attributes(cell)
                heads = attributes.get("/Headers")
                attributes["/Headers"] = pikepdf.Array([*(heads if heads is not None else ()), pikepdf.String(name)])
        if known:
            known.sort(key=lambda pair: pair[0])
            names = pikepdf.Array([part for name, header in known for part in (pikepdf.String(name), header)])
            tree.IDTree = pdf.make_indirect(pikepdf.Dictionary(Names=names))
        pdf.save(
            out,
            deterministic_id=True,
            object_stream_mode=pikepdf.ObjectStreamMode.preserve,
            fix_metadata_version=False,
        )
    return out.getvalue()


def _rows(element: Any, in_head: bool = False) -> Iterator[Any]:
    """The rows of all tables below a structure element, those of heads left out."""
    kind = str(element.get("/S", ""))
    if kind == "/TR" and not in_head:
        yield element
        return
    for kid in _kids(element):
        yield from _rows(kid, in_head or kind == "/THead")


def _kids(element: Any) -> list[Any]:
    kids = element.get("/K")
    if kids is None:
        return []
    told = list(kids) if isinstance(kids, pikepdf.Array) else [kids]
    return [kid for kid in told if isinstance(kid, pikepdf.Dictionary) and "/S" in kid]


def _table_attributes(cell: Any) -> Any:
    """The cell's attributes as a cell of a table; made where there are none."""
    told = cell.get("/A")
    owners = list(told) if isinstance(told, pikepdf.Array) else [] if told is None else [told]
    for owner in owners:
        if isinstance(owner, pikepdf.Dictionary) and owner.get("/O") == "/Table":
            return owner
    made = pikepdf.Dictionary(O=pikepdf.Name.Table)
    cell.A = pikepdf.Array([*owners, made])
    return _table_attributes(cell)


def _leaves(node: Any) -> Iterator[Any]:
    """The leaves of a tree of names."""
    if node is None:
        return
    if "/Kids" in node:
        for kid in node["/Kids"]:
            yield from _leaves(kid)
    else:
        yield node


def _pairs(leaf: Any) -> Iterator[tuple[bytes, Any]]:
    names = leaf.get("/Names")
    told = [] if names is None else list(names)
    for place in range(0, len(told), 2):
        yield bytes(told[place]), told[place + 1]
