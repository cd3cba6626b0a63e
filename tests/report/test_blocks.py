"""What a document is made of, and what every format relies on."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

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
from assessment.report.column_widths import column_widths, table_size
from assessment.report.line_breaks import BREAK, breakable
from assessment.report.pictures.text_widths import text_width
from assessment.report.printable import font_runs, printable
from assessment.report.printable_svg import printable_svg, svg_width_mm
from assessment.report.well_formed import paragraphs, runs_from_right, well_formed
from tests.report.document_examples import one, svg


def levels(*wanted: int) -> list[int]:
    shown = well_formed(one(*(Heading(level, "x") for level in wanted)))
    return [block.level for block in shown.blocks if isinstance(block, Heading)]


@pytest.mark.parametrize(
    ("wanted", "shown"),
    [((1, 2, 3), [1, 2, 3]), ((2, 4, 4), [1, 2, 3]), ((1, 3, 1, 9), [1, 2, 1, 2]), ((0, -1), [1, 1])],
)
def test_headings_skip_no_level(wanted: tuple[int, ...], shown: list[int]) -> None:
    assert levels(*wanted) == shown


@given(st.lists(st.integers(-2, 9)))
def test_headings_never_skip_a_level(wanted: list[int]) -> None:
    shown = levels(*wanted)
    assert all(level <= before + 1 for before, level in zip([0, *shown], shown, strict=False))


def test_what_shows_nothing_is_left_out() -> None:
    empty: tuple[Block, ...] = (
        Heading(1, " \u200b"),
        Paragraph("  "),
        Bullets(()),
        Facts(()),
        Quote(" ", "nobody"),
        LongText("\n\n"),
    )
    assert well_formed(one(*empty)).blocks == ()


def test_a_page_does_not_end_inside_a_box() -> None:
    (box,) = well_formed(one(Box("a", (PageBreak(), Paragraph("x"))))).blocks
    assert box == Box("a", (Paragraph("x"),))


def test_controls_and_turning_marks_go_and_lines_end_alike() -> None:
    (shown,) = well_formed(one(Paragraph("a\x00b\u202ec\ud800d\r\ne\rf"))).blocks
    assert shown == Paragraph("abcd\ne\nf")


def test_a_title_without_a_shape_is_the_register_number() -> None:
    assert well_formed(Document("\u200b", "fi", "1/2026", "", "", "2026-11-24", ())).title == "1/2026"


def test_paragraphs_part_at_blank_lines() -> None:
    assert paragraphs("a\nb\n \n\n\tc\n") == ["a\nb", "c"]


def test_faulty_blocks_are_refused() -> None:
    with pytest.raises(ValueError, match="as many cells"):
        Table("t", ("a", "b"), (("1",),))
    with pytest.raises(ValueError, match="heads"):
        Table("t", (), ())
    with pytest.raises(ValueError, match="alternative"):
        Figure(svg(), " ", "x")
    with pytest.raises(ValueError, match="title"):
        Document(" ", "fi", "1", "", "", "2026-11-24", ())


def test_the_direction_is_that_of_the_first_letter() -> None:
    assert runs_from_right("1. שלום abc")
    assert runs_from_right("مرحبا")
    assert not runs_from_right("abc שלום")
    assert not runs_from_right("12 %")


def test_each_letter_is_set_in_a_font_that_has_it_with_its_marks() -> None:
    assert font_runs("Äš −") == [("Noto Sans", "Äš −")]
    assert font_runs("a→א") == [("Noto Sans", "a"), ("Noto Sans Math", "→"), ("Noto Sans Hebrew", "א")]
    assert font_runs("ש\u05b0") == [("Noto Sans Hebrew", "ש\u05b0")]
    assert font_runs("אב גד x") == [("Noto Sans Hebrew", "אב גד "), ("Noto Sans", "x")]
    assert printable("ש\u0301中") == "ש[U+0301][U+4E2D]"
    assert printable("a\u0301\u00ad\u200d\u3000b\ue000\x07") == "á b"


def test_long_words_break_where_they_would_run_off() -> None:
    digest = "5f2a" * 16
    assert breakable(f"on {digest}.", 400, 10) == f"on {digest}."
    broken = breakable(f"on {digest}.", 200, 10)
    assert broken.replace(BREAK, "") == f"on {digest}."
    assert all(text_width(piece, 10) <= 200 for piece in broken.split(BREAK))
    # Hyphenation parts a Finnish word; a word of one letter it does not.
    word = "ennakkovaikutustenarviointi"
    assert breakable(word, 80, 10, hyphenated=True) == word
    assert BREAK in breakable(word, 80, 10)
    assert BREAK in breakable("x" * 30, 80, 10, hyphenated=True)


@given(st.text(max_size=80), st.floats(1, 500))
def test_breaks_add_nothing_else(text: str, width: float) -> None:
    plain = text.replace(BREAK, "")
    assert breakable(plain, width, 10).replace(BREAK, "") == plain


@given(
    st.integers(1, 14).flatmap(
        lambda columns: st.tuples(
            st.lists(st.text(max_size=30), min_size=columns, max_size=columns),
            st.lists(st.lists(st.text(max_size=60), min_size=columns, max_size=columns), max_size=5),
        )
    )
)
def test_columns_fill_no_more_than_the_line(table: tuple[list[str], list[list[str]]]) -> None:
    widths = column_widths(*table, size=9, line=460)
    assert sum(widths) <= 460 + 1e-6
    assert all(width > 0 for width in widths)


def test_columns_are_as_wide_as_what_stands_in_them() -> None:
    name, number = column_widths(["Alue", "min"], [["Kuusankosken aluekeskus", "12"]], size=9, line=460)
    assert text_width("Kuusankosken aluekeskus", 9) < name < 200
    assert number < 50


def test_letters_of_a_table_are_smaller_where_a_word_would_be_parted() -> None:
    assert table_size(["a", "b"], [["x", "1"]], 460) == 9.5
    heads = ["Lausunnonantaja", *["Kuusankosken urheilupuisto"] * 6]
    size = table_size(heads, [["Vanhusneuvosto", *["kannattaa ehdoin"] * 6]], 460)
    assert 7 <= size < 9
    assert table_size(["pitkäsanainenotsikko"] * 14, [], 460) == 7


def test_figures_stand_on_one_line_and_text_gives_way() -> None:
    heads = ["Ryhmä", *["Poissa kotoa nyt, enintään"] * 7]
    rows = [["Asukkaat, joiden on vaikea kävellä", *["2 h 24 min"] * 7]]
    name, *numbers = column_widths(heads, rows, size=8, line=460, numeric=range(1, 8))
    assert all(number > text_width("2 h 24 min", 8) + 8 for number in numbers)
    assert name < text_width(rows[0][0], 8)


def test_a_picture_is_printed_as_wide_as_it_says_and_no_higher_than_a_page() -> None:
    assert svg_width_mm(svg()) == 160
    assert svg_width_mm('<svg viewBox="0 0 10 10"/>') == 165
    assert svg_width_mm('<svg viewBox="0 0 10 100" width="160mm"/>') == 22.5
    assert svg_width_mm('<svg viewBox="0 0 10 1" width="300mm"/>') == 165


def test_a_printed_picture_has_its_letters_in_their_fonts_and_leads_nowhere() -> None:
    leading = svg("Ä → 中").replace(
        "<text", '<image href="http://example.invalid/x.png"/><image href="/etc/passwd"/><text'
    )
    shown = printable_svg(leading)
    assert "example.invalid" not in shown
    assert "passwd" not in shown
    assert '<tspan font-family="Noto Sans Math">→ </tspan>' in shown
    assert "[U+4E2D]" in shown
