"""Bars and the table of stances: numbers, ranges, what is hidden, and what is said in words."""

from __future__ import annotations

import pytest

from assessment.report.pictures.alternatives_bars import AlternativeFigure, alternatives_bars
from assessment.report.pictures.bars import scale_values
from assessment.report.pictures.distribution import distribution
from assessment.report.pictures.group_bars import GroupFigures, group_bars
from assessment.report.pictures.group_times import group_times
from assessment.report.pictures.stance_table import BodyStances, stance_table
from tests.report.picture_examples import ABOUT, check, figure, group, reader, texts

WIDTHS = (60.0, 90.0, 160.0, 250.0)
GROUPS = (
    group("Kaikki asukkaat", 1000.0, 140.0, 10.0, low=100.0, high=180.0),
    group("65 vuotta täyttäneet", 200.0, 60.0, 20.0),
    group("Pyörätuolin käyttäjät", 50.0, None, None),
    group("Asukkaat, joilla ei ole autoa", 300.0, 30.0, None),
)
WITHIN = (figure(200.0, 150.0), figure(500.0, 400.0), figure(700.0, 650.0), figure(800.0, 780.0))
ALTERNATIVES = ("VE0 Nykytila", "VE1 Keskusta", "VE2 Matkakeskus")
BODIES = (
    BodyStances("Vanhusneuvosto", ("opposes", "supports_with_conditions", "supports")),
    BodyStances("Vammaisneuvosto", ("no_position",)),
)


@pytest.mark.parametrize("width_mm", WIDTHS)
@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_every_bar_picture_keeps_to_what_every_program_understands(width_mm: float, language: str) -> None:
    words = reader(language)
    alternatives = [
        AlternativeFigure("VE0 Nykytila", figure(900.0, 900.0), is_today=True),
        AlternativeFigure("VE1 Keskusta", figure(900.0, 700.0, low=600.0, high=800.0)),
        AlternativeFigure("VE2 Matkakeskus", None),
    ]
    for picture in (
        group_bars(words, ABOUT, GROUPS, width_mm=width_mm),
        group_times(words, ABOUT, GROUPS, width_mm=width_mm),
        distribution(words, ABOUT, figure(1000.0, 1000.0), WITHIN, width_mm=width_mm),
        alternatives_bars(words, "Enintään 3 km kävellen", "65+", alternatives, width_mm=width_mm),
        stance_table(words, ALTERNATIVES, BODIES, width_mm=width_mm),
    ):
        check(picture)
        assert "picture." not in picture.svg


def test_groups_are_shown_as_shares_with_people_and_ranges() -> None:
    picture = group_bars(reader(), ABOUT, GROUPS)
    shown = texts(picture)
    assert "15 % (150)" in shown
    assert "40 % (80)" in shown
    assert "ei näytetä" in shown
    assert "vähintään 10 % (30)" in shown
    assert picture.table.rows[0] == ("Kaikki asukkaat", "1\N{NO-BREAK SPACE}000", "140", "10", "15", "110–190")
    assert "Eniten häviää: 65 vuotta täyttäneet 40 % (80)" in picture.alt
    assert "Pyörätuolin käyttäjät" in picture.alt.split("Lukuja ei näytetä")[1]


def test_a_hidden_group_has_no_bar() -> None:
    some = group_bars(reader(), ABOUT, (group("A", 100.0, 20.0, 0.0),)).svg.count("<rect")
    none = group_bars(reader(), ABOUT, (group("A", 100.0, None, None),)).svg.count("<rect")
    assert none < some


def test_bars_are_as_long_as_their_shares() -> None:
    picture = group_bars(reader(), ABOUT, (group("A", 100.0, 40.0, 0.0), group("B", 100.0, 10.0, 0.0)))
    root = check(picture)
    widths = [float(one.attrib["width"]) for one in root.iter() if one.get("height") == "18" and one.get("stroke")]
    assert widths[0] == pytest.approx(4 * widths[1], abs=0.3)


def test_nobody_loses_is_said() -> None:
    picture = group_bars(reader(), ABOUT, (group("A", 100.0, 0.0, 0.0),))
    check(picture)
    assert "Kenenkään matka ei pitene" in picture.alt


def test_bars_of_no_groups() -> None:
    check(group_bars(reader(), ABOUT, ()))
    check(group_times(reader(), ABOUT, ()))
    check(group_bars(reader(), ABOUT, (GroupFigures("A", None, None, None),)))
    check(group_times(reader(), ABOUT, (GroupFigures("A", None, None, None),)))


def test_the_distribution_counts_each_resident_once() -> None:
    picture = distribution(reader(), ABOUT, figure(1000.0, 1000.0), WITHIN)
    before = [row[1] for row in picture.table.rows]
    after = [row[3] for row in picture.table.rows]
    assert before == ["200", "300", "200", "100", "200"]
    assert after == ["150", "250", "250", "130", "220"]
    assert "Perillä 30 minuutissa: nyt 50 % (500), muutoksen jälkeen 40 % (400)." in picture.alt


def test_a_class_of_few_people_is_not_told_by_subtraction() -> None:
    within = (figure(200.0, 150.0), figure(500.0, 400.0), figure(700.0, 650.0), figure(996.0, 993.0))
    picture = distribution(reader(), ABOUT, figure(1000.0, 1000.0), within)
    assert picture.table.rows[-1][1] == "ei näytetä"
    assert "0,4" not in " ".join(texts(picture))
    assert "liian pieniä" in picture.alt


def test_a_hidden_count_hides_the_classes_on_both_sides() -> None:
    within = (figure(200.0, 150.0), figure(None, None, suppressed=True), *WITHIN[2:])
    rows = distribution(reader(), ABOUT, figure(1000.0, 1000.0), within).table.rows
    assert [row[1] for row in rows] == ["200", "ei näytetä", "ei näytetä", "100", "200"]


def test_the_distribution_of_nothing() -> None:
    check(distribution(reader(), ABOUT, None, (None, None, None, None)))


def test_alternatives_say_value_and_change_from_today() -> None:
    alternatives = [
        AlternativeFigure("VE0 Nykytila", figure(900.0, 900.0), is_today=True),
        AlternativeFigure("VE1 Keskusta", figure(900.0, 700.0)),
        AlternativeFigure("VE2 Matkakeskus", figure(900.0, 1200.0)),
        AlternativeFigure("VE3 Muu", figure(900.0, None, suppressed=True)),
        AlternativeFigure("VE4 Tuleva", None),
    ]
    picture = alternatives_bars(reader(), "Enintään 3 km kävellen", "65+", alternatives)
    shown = texts(picture)
    assert "900" in shown
    assert "700 (−200)" in shown
    assert "1\N{NO-BREAK SPACE}200 (+300)" in shown
    assert "ei laskettu" in shown
    assert "parempi kuin nyt" in shown
    assert "huonompi kuin nyt" in shown
    assert "VE1 Keskusta 700 (−200)" in picture.alt


def test_minutes_before_and_after_add_up_to_the_change_shown() -> None:
    alternatives = [
        AlternativeFigure("VE0", figure(37.3, 37.3, unit="min", improves=-1), is_today=True),
        AlternativeFigure("VE1", figure(37.3, 44.7, unit="min", improves=-1)),
    ]
    picture = alternatives_bars(reader(), "Matka", "65+", alternatives)
    assert [row[1:3] for row in picture.table.rows] == [("37", "–"), ("45", "+8")]
    assert "huonompi kuin nyt" in texts(picture)


def test_groups_times_say_where_half_do_not_get_there() -> None:
    lost = GroupFigures("A", None, None, None, figure(40.0, None, unit="min"))
    hidden = GroupFigures("B", None, None, None, figure(None, None, unit="min", suppressed=True))
    picture = group_times(reader(), ABOUT, (lost, hidden, GROUPS[0]))
    check(picture)
    shown = texts(picture)
    assert "nyt 40\N{NO-BREAK SPACE}min, jälkeen ei perille" in shown
    assert "ei näytetä" in shown
    assert "45\N{NO-BREAK SPACE}min (+19)" in shown


def test_the_table_of_stances_says_each_in_words() -> None:
    picture = stance_table(reader(), ALTERNATIVES, BODIES)
    assert picture.table.rows == (
        ("Vanhusneuvosto", "vastustaa", "kannattaa ehdoin", "kannattaa"),
        ("Vammaisneuvosto", "ei ota kantaa", "ei lausuntoa", "ei lausuntoa"),
    )
    assert {"vastustaa", "kannattaa", "ei lausuntoa"} <= set(texts(picture))
    assert "Vanhusneuvosto: kannattaa VE2 Matkakeskus" in picture.alt


def test_many_alternatives_turn_the_table_of_stances_round() -> None:
    many = tuple(f"VE{number} Paikka" for number in range(9))
    picture = stance_table(reader(), many, BODIES)
    check(picture)
    assert texts(picture)[0] == "Vanhusneuvosto"
    check(stance_table(reader(), (), ()))
    check(stance_table(reader(), ALTERNATIVES, ()))
    check(stance_table(reader(), (), BODIES))


@pytest.mark.parametrize("top", [0.004, 0.3, 1.0, 7.0, 14.5, 20.0, 99.0, 9703.0, 1e6])
def test_a_scale_has_two_to_five_round_values_within_it(top: float) -> None:
    values = scale_values(top)
    assert 2 <= len(values) <= 6
    assert values[0] == 0
    assert values[-1] <= top * 1.001
    assert scale_values(0.0) == [0.0]
