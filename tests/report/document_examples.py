"""Documents with every kind of block, and with texts that try to be more than text."""

from __future__ import annotations

from html import escape

from assessment.report.blocks import (
    Block,
    Box,
    Bullets,
    Document,
    Facts,
    Figure,
    Heading,
    LongText,
    PageBreak,
    Paragraph,
    Quote,
    Table,
)

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 600 200" width="160mm" height="53.3mm" '
    'font-family="Noto Sans, sans-serif"><rect x="20" y="40" width="300" height="50" fill="#5b2a86"/>'
    '<text x="20" y="30" font-size="14">{words}</text></svg>'
)
HEADS = ("Alue", "65 vuotta täyttäneitä", "Nyt, min", "VE1, min")
ROWS = tuple((f"Alue {number}", "noin 340", f"{number}", "31") for number in range(1, 71))
DIGEST = "5f2a" * 16

HOSTILE = {
    "typst": '#eval("1+1") $x^2$ *b* _i_ `c` = otsikko @viite <label> \\ #read("/etc/passwd") #import "x.typ" // ei',
    "html": "<script>alert(1)</script><img src=x onerror=alert(1)> &amp; \"'> <!-- --> ]]> <![CDATA[",
    "jinja": "{{ 7*7 }} {% raw %} {# #}",
    "word": '{ HYPERLINK "http://example.invalid" } </w:t></w:r> &#x41; =1+1 \\o',
    "long": "pitkä" * 100,
    "link": "https://example.invalid/" + "a1b2/" * 60,
    "right": "שלום עולם, مرحبا بالعالم",
    "emoji": "😀👩🏽‍🚒🇫🇮 ☂ ✅",
    "controls": "a\x00b\x07c\x1bd\ud800e\u202ef\u2066g\ufffeh",
    "unknown": "中文 ไทย \U0001f9ff\u0301 \ue000 ש\u0301",
    "lines": "yksi\r\nkaksi\rkolme\n\n\nneljä\tviisi",
}


def svg(words: str = "Inkeroinen +19 min") -> str:
    """A small picture with a text in it."""
    return SVG.format(words=words)


def rich_document(language: str = "fi") -> Document:
    """A document with every kind of block, two pages of a table among them."""
    return Document(
        title="Kirjastoverkon muutos: ennakkovaikutusten arviointi",
        language=language,
        register_number="4524/10.03.07.00/2026",
        subject="Kolme vaihtoehtoa",
        author="Kouvolan kaupunki",
        date_text="2026-11-24",
        blocks=(
            Paragraph("Inkeroisten kirjasto suljettaisiin.", "lead"),
            Facts((("Valmistelija", "Esimerkki Valmistelija"), ("Päätöksen tekee", "Kaupunginhallitus"))),
            Heading(1, "Asia"),
            LongText("Ensimmäinen kappale.\n\nToinen kappale."),
            Heading(3, "Vaihtoehdot"),  # a level skipped: mended
            Bullets(("VE0 nykytila", "VE1 yksi kirjasto vähemmän")),
            Heading(1, "Vaikutukset"),
            Table("Matka-aika alueittain", HEADS, ROWS, "Alle 10 ei näytetä.", frozenset({1, 2, 3})),
            Figure(
                svg(),
                "Kartta: Inkeroisten matka pitenee 19 minuuttia.",
                "Muutos",
                Table("Luvut", ("a", "b"), (("c", "d"),)),
            ),
            Quote("Matka on liian pitkä.", "Vanhusneuvosto"),
            Box("Tiivistelmä", (Paragraph("Laatikossa."), Bullets(("kohta",)))),
            PageBreak(),
            Heading(1, "Lähteet"),
            Paragraph("Tilastokeskus", "note"),
            Paragraph("Pientä", "small"),
        ),
        closing=(Heading(1, "Tunnisteet"), Facts((("Historian tunniste", DIGEST),))),
        contents=True,
    )


def hostile_document() -> Document:
    """Every hostile text in every place where a text can stand."""
    blocks: list[Block] = []
    for text in HOSTILE.values():
        safe_svg = svg(escape(text[:40].translate(_NO_XML)))
        blocks += [
            Heading(1, text),
            Paragraph(text),
            Paragraph(text, "lead"),
            Bullets((text, "x")),
            Facts(((text, text), ("x", text))),
            Table(text, (text, "b", text), ((text, text, "1"), ("a", text, text)), text, frozenset({2})),
            Table("Kapea", tuple("abcdefghij"), ((text, text, *"cdefghij"),)),
            Figure(safe_svg, text, text),
            Quote(text, text),
            LongText(text),
            Box(text, (Paragraph(text), Quote(text, text))),
        ]
    every = " ".join(HOSTILE.values())
    return Document(
        every, "fi", every, every, every, "2026-11-24", tuple(blocks), (Paragraph(every),), every, contents=True
    )


def one(*blocks: Block, language: str = "fi") -> Document:
    """A short document of some blocks."""
    return Document("Otsikko", language, "1/2026", "", "Kaupunki", "2026-11-24", blocks)


# The pictures' own module keeps these out of a picture.
_NO_XML = dict.fromkeys([*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20), *range(0xD800, 0xE000), 0xFFFE, 0xFFFF])
