"""Names that people write: markup, right-to-left, emoji, very long ones. No picture breaks or lets markup through."""

from __future__ import annotations

from xml.etree import ElementTree

from hypothesis import given, settings
from hypothesis import strategies as st

from assessment.report.pictures.alternatives_bars import AlternativeFigure, alternatives_bars
from assessment.report.pictures.before_after_maps import before_after_maps
from assessment.report.pictures.change_map import change_map
from assessment.report.pictures.drawing import plain
from assessment.report.pictures.group_bars import group_bars
from assessment.report.pictures.locator_map import locator_map
from assessment.report.pictures.picture import About
from assessment.report.pictures.small_map import small_map
from assessment.report.pictures.stance_table import BodyStances, stance_table
from assessment.report.pictures.text_widths import fitted, text_width, wrapped
from tests.report.picture_examples import area, check, figure, group, municipality, reader, service, texts

HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "&amp; ]]> <!-- -->",
    "{0} {name} %s",
    "שכונה בעיר \u202e txet desrever",
    "حي المدينة",
    "Kylä 🏊‍♀️👵🏽 uimahalli",
    "A" * 300,
    "Yhdyssana" * 30,
    "e\u0301" * 40,
    "rivi\nvaihto\tja\x00\x0b\ufffe",
    "",
    " ",
    "中文社区的名字",
)
names = st.one_of(st.sampled_from(HOSTILE), st.text(max_size=60))
numbers = st.one_of(st.none(), st.floats(0, 400))


@settings(max_examples=40)
@given(
    st.lists(st.tuples(names, numbers, numbers, numbers, numbers, numbers, st.booleans()), min_size=1, max_size=6),
    names,
    st.sampled_from([60.0, 85.0, 160.0]),
    st.sampled_from(["fi", "sv", "en"]),
)
def test_maps_of_any_names_and_figures(rows: list[tuple[str, ...]], said: str, width_mm: float, language: str) -> None:
    ground = municipality([str(row[0]) for row in rows], columns=2)
    figures = tuple(area(number, *row) for number, row in enumerate(rows))  # type: ignore[arg-type]
    before = [service("s", 26.05, 60.98, said), service("t", 26.1, 60.97, "x")]
    after = [service("s", 26.15, 60.96, said), service("u", 26.02, 60.99, said)]
    about = About(said, said, estimated=True)
    words = reader(language)
    for draw in (change_map, small_map, before_after_maps):
        check(draw(words, about, ground, figures, before, after, width_mm=width_mm))
    check(locator_map(words, ground, "a0", before, after, width_mm=width_mm))


@settings(max_examples=40)
@given(st.lists(st.tuples(names, numbers, numbers), max_size=5), names, st.sampled_from([60.0, 160.0]))
def test_bars_of_any_names_and_figures(
    rows: list[tuple[str, float | None, float | None]], said: str, width_mm: float
) -> None:
    about = About(said, said, label=said)
    words = reader()
    groups = [group(name, 400.0, one, two) for name, one, two in rows]
    alternatives = [AlternativeFigure(name, figure(one, two)) for name, one, two in rows]
    stances = [BodyStances(name, ("supports", name, "opposes")) for name, _, _ in rows]
    check(group_bars(words, about, groups, width_mm=width_mm))
    check(alternatives_bars(words, said or "x", said, alternatives, width_mm=width_mm))
    check(stance_table(words, (said, "VE1"), stances, width_mm=width_mm))


def test_markup_in_a_name_stays_text() -> None:
    name = HOSTILE[0]
    picture = change_map(reader(), About(name, name), municipality([name]), (area(0, name, 10.0, 40.0, 50.0),), (), ())
    assert "<script" not in picture.svg
    assert name in texts(picture)
    assert name in ElementTree.fromstring(picture.svg).attrib["aria-label"]


def test_what_turns_letters_round_or_breaks_xml_is_left_out() -> None:
    assert plain("a\u202eb\x00c\nd\u2069") == "abc d"


@given(st.text(max_size=80), st.floats(20, 400), st.sampled_from([12.5, 14.0]), st.booleans(), st.integers(1, 4))
def test_a_fitted_and_a_wrapped_text_is_no_wider_than_asked(
    text: str, width: float, size: float, bold: bool, lines: int
) -> None:
    shown = plain(text)
    assert text_width(fitted(shown, width, size, bold), size, bold) <= width + 1e-6
    made = wrapped(shown, width, size, bold, lines)
    assert 1 <= len(made) <= lines
    assert all(text_width(line, size, bold) <= width + 14 for line in made)
