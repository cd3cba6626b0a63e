"""Maps of areas: what is named, marked and said; every map keeps to what paper and screens understand."""

from __future__ import annotations

import itertools
import time
from xml.etree import ElementTree

import pytest

from assessment.records.frozen_maps import FrozenMap
from assessment.report.pictures.area_change import HIDDEN, SOME_LOSE, area_changes, gaining_first, losing_first
from assessment.report.pictures.before_after_maps import before_after_maps
from assessment.report.pictures.change_map import change_map
from assessment.report.pictures.colours import CHANGE, UNREACHED_ALWAYS
from assessment.report.pictures.locator_map import locator_map
from assessment.report.pictures.service_marks import service_marks
from assessment.report.pictures.small_map import small_map
from tests.report.picture_examples import (
    ABOUT,
    AFTER,
    BEFORE,
    FIGURES,
    NAMES,
    SVG,
    area,
    check,
    municipality,
    reader,
    service,
    texts,
)

MAP = municipality(NAMES)
DRAWERS = (change_map, before_after_maps, small_map)


@pytest.mark.parametrize("width_mm", [60.0, 90.0, 160.0, 250.0])
@pytest.mark.parametrize("draw", DRAWERS)
@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_a_map_keeps_to_what_every_program_understands(draw: object, width_mm: float, language: str) -> None:
    picture = draw(  # type: ignore[operator]
        reader(language), ABOUT, MAP, FIGURES, BEFORE, AFTER, kind="library", width_mm=width_mm
    )
    check(picture)
    assert "picture." not in picture.svg


def test_the_change_map_names_the_worst_areas_on_the_map_and_in_words() -> None:
    picture = change_map(reader(), ABOUT, MAP, FIGURES, BEFORE, AFTER, kind="library")
    shown = texts(picture)
    for name, words in (("Jaala", "+18 min"), ("Verla", "ei enää perille"), ("Koria", "−15 min")):
        assert name in shown
        assert words.replace(" ", "\N{NO-BREAK SPACE}") in shown or words in shown
    assert "4 aluetta häviää, eniten Jaala +18" in picture.alt
    assert "Yksi alue hyötyy: Koria −15" in picture.alt
    assert "Yhden alueen lukuja ei näytetä" in picture.alt
    assert "Palvelu s3 (suljetaan)" in picture.alt
    assert "Ahvio" not in picture.alt


def test_a_hidden_area_has_no_figure_in_the_table_but_words() -> None:
    picture = change_map(reader(), ABOUT, MAP, FIGURES)
    row = next(row for row in picture.table.rows if row[0] == "Ahvio")
    assert set(row[1:]) == {"ei näytetä", "–"}


def test_shades_follow_what_happens_in_an_area() -> None:
    shades = {one.name: one.shade for one in area_changes(FIGURES)}
    assert shades["Jaala"] == CHANGE.shades[5]
    assert shades["Verla"] == CHANGE.unreached
    assert shades["Koria"] == CHANGE.shades[0]
    assert shades["Utti"] == CHANGE.shades[2]
    assert shades["Ahvio"] == HIDDEN
    assert shades["Tirva"] == UNREACHED_ALWAYS
    assert shades["Voikkaa"] == SOME_LOSE


def test_areas_that_lose_stand_by_people_then_by_minutes() -> None:
    areas = area_changes(FIGURES)
    assert [one.name for one in losing_first(areas)] == ["Jaala", "Verla", "Voikkaa", "Sippola"]
    assert [one.name for one in gaining_first(areas)] == ["Koria"]


def test_areas_of_one_name_are_told_apart_by_number() -> None:
    areas = area_changes((area(0, "Kouvola", 20.0, 40.0, longer=50.0), area(1, "Kouvola", 20.0, 20.0)))
    assert [one.name for one in areas] == ["Kouvola a0", "Kouvola a1"]


def test_a_shorter_way_beside_losers_is_said_with_both() -> None:
    picture = change_map(reader(), ABOUT, MAP, (area(0, "Jaala", 31.0, 19.0, longer=77.0),))
    assert "Yksi alue häviää: Jaala −12\N{NO-BREAK SPACE}min, mutta 77 häviää." in picture.alt
    assert "hyötyy" not in picture.alt


def test_services_are_open_closed_moved_or_new() -> None:
    states = {mark.service.id: mark.state for mark in service_marks(BEFORE, AFTER, "library")}
    assert states == {"s1": "open", "s2": "moved", "s3": "closed", "s4": "new"}
    assert [mark.service.id for mark in service_marks(BEFORE, BEFORE, "swimming_hall")] == ["hall"]


def test_labels_lie_neither_over_one_another_nor_over_marks() -> None:
    picture = change_map(reader(), ABOUT, MAP, FIGURES, BEFORE, AFTER)
    root = ElementTree.fromstring(picture.svg)
    labels, marks = [], []
    for one in root.iter(f"{SVG}rect"):
        box = tuple(float(one.attrib[name]) for name in ("x", "y", "width", "height"))
        if one.get("fill-opacity") == "0.9":
            labels.append(box)
        elif box[2] == box[3] == 14.0 and box[0] < 390.0:
            marks.append(box)
    assert len(labels) >= 5
    assert len(marks) >= 5
    for (x1, y1, w1, h1), (x2, y2, w2, h2) in itertools.chain(
        itertools.combinations(labels, 2), itertools.product(labels, marks)
    ):
        assert x1 + w1 <= x2 + 0.1 or x2 + w2 <= x1 + 0.1 or y1 + h1 <= y2 + 0.1 or y2 + h2 <= y1 + 0.1


def test_a_map_is_the_same_every_time() -> None:
    first, second = (change_map(reader(), ABOUT, municipality(NAMES), FIGURES, BEFORE, AFTER).svg for _ in range(2))
    assert first == second


@pytest.mark.parametrize("draw", DRAWERS)
@pytest.mark.parametrize(
    "figures",
    [(), tuple(area(n, name, None, None, None, None, None, True) for n, name in enumerate(NAMES))],
    ids=["nothing frozen", "all hidden"],
)
def test_a_map_without_figures_says_so(draw: object, figures: tuple[object, ...]) -> None:
    picture = draw(reader(), ABOUT, MAP, figures)  # type: ignore[operator]
    check(picture)
    assert "Matka ei pitene" in picture.alt or "eivät muutu" in picture.alt or not figures


@pytest.mark.parametrize("draw", DRAWERS)
def test_a_map_of_nothing_and_of_one_area(draw: object) -> None:
    for ground in (FrozenMap((), {}), municipality(("Yksi",))):
        check(draw(reader(), ABOUT, ground, (area(0, "Yksi", 10.0, 40.0, longer=50.0),), BEFORE, AFTER))  # type: ignore[operator]


@pytest.mark.parametrize("draw", DRAWERS)
def test_five_hundred_areas_are_drawn_at_once(draw: object) -> None:
    names = [f"Alue {number}" for number in range(500)]
    ground = municipality(names, columns=22)
    figures = tuple(area(n, name, 20.0, 20.0 + n % 40 - 10, longer=float(n % 70)) for n, name in enumerate(names))
    start = time.perf_counter()
    picture = draw(reader(), ABOUT, ground, figures, BEFORE, AFTER)  # type: ignore[operator]
    took = time.perf_counter() - start
    check(picture)
    # On a quiet machine under 0.3 s; this only catches what grows out of hand.
    assert took < 3.0


def test_the_locator_map_names_the_area_and_the_services_nearest_to_it() -> None:
    picture = locator_map(reader(), MAP, "a5", BEFORE, AFTER, kind="library")
    check(picture)
    assert "Tirva" in texts(picture)
    assert picture.alt.startswith("Kartta, jossa alue Tirva on merkitty")
    assert next(row[0] for row in picture.table.rows) == "Palvelu s4"
    assert len(picture.table.rows) == 3
    assert float(picture.table.rows[0][1].replace(",", ".")) == pytest.approx(2.0, abs=1.0)


def test_the_locator_map_of_an_area_the_map_lacks() -> None:
    picture = locator_map(reader(), MAP, "nowhere", BEFORE)
    check(picture)
    assert picture.table.rows == ()


def test_a_service_far_outside_the_municipality_is_not_drawn() -> None:
    far = (service("far", 28.5, 62.0, "Naapurikunnan kirjasto"),)
    picture = change_map(reader(), ABOUT, MAP, FIGURES, far, far)
    check(picture)
    assert not any("Naapurikunnan" in text for text in texts(picture))
