"""Pictures are read without colour, by colour-blind readers, and in the documents' own font."""

from __future__ import annotations

import io
import itertools
from pathlib import Path

import numpy as np
import pytest
import shapely

from assessment.report.pictures.area_change import HIDDEN, SOME_LOSE
from assessment.report.pictures.change_map import change_map
from assessment.report.pictures.colours import CHANGE, TIME, UNREACHED_ALWAYS, Shade
from assessment.report.pictures.drawing import number
from assessment.report.pictures.hatching import hatch_lines
from assessment.report.pictures.stance_table import _SHADES as STANCES
from assessment.report.pictures.text_widths import text_width
from tests.report.picture_examples import ABOUT, AFTER, BEFORE, FIGURES, NAMES, municipality, reader

FONTS = Path(__file__).parents[2] / "assessment" / "report" / "fonts"
LOSSES, GAINS = (*CHANGE.shades[3:], CHANGE.unreached), CHANGE.shades[:2]
# Machado, Oliveira and Fernandes 2009, severity 1: what is seen of linear red, green and blue.
DEUTERANOPIA = np.array(
    [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
)
PROTANOPIA = np.array(
    [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
)
XYZ = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
)


def linear(colour: str) -> np.ndarray:
    parts = np.array([int(colour[place : place + 2], 16) for place in (1, 3, 5)]) / 255
    return np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)


def lab(light: np.ndarray) -> np.ndarray:
    x, y, z = (XYZ @ np.clip(light, 0, 1)) / np.array([0.95047, 1.0, 1.08883])
    fx, fy, fz = (v ** (1 / 3) if v > 216 / 24389 else (24389 / 27 * v + 16) / 116 for v in (x, y, z))
    return np.array([116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)])


def lightness(shade: Shade) -> float:
    return float(lab(linear(shade.fill))[0])


def told_apart_in_grey(one: Shade, other: Shade) -> bool:
    """By lightness, by kind of pattern, or by how dense it is."""
    if abs(lightness(one) - lightness(other)) >= 9 or one.pattern != other.pattern:
        return True
    return bool(one.pattern) and max(one.gap, other.gap) >= 1.3 * min(one.gap, other.gap)


@pytest.mark.parametrize(
    "scale", [TIME.legend, CHANGE.legend, tuple(STANCES.values())], ids=["time", "change", "stance"]
)
def test_classes_of_a_scale_are_told_apart_without_colour(scale: tuple[Shade, ...]) -> None:
    for one, other in itertools.combinations(scale, 2):
        assert told_apart_in_grey(one, other), (one.key, other.key)


def test_what_stands_beside_the_scale_is_told_apart_without_colour() -> None:
    beside = (HIDDEN, SOME_LOSE)
    for one, other in itertools.product(beside, (*CHANGE.legend, UNREACHED_ALWAYS)):
        assert told_apart_in_grey(one, other), (one.key, other.key)


@pytest.mark.parametrize("eyes", [np.eye(3), DEUTERANOPIA, PROTANOPIA], ids=["usual", "deuteranopia", "protanopia"])
def test_loss_and_gain_are_told_apart_by_colour_blind_readers(eyes: np.ndarray) -> None:
    for loss, gain in itertools.product(LOSSES, GAINS):
        apart = np.linalg.norm(lab(eyes @ linear(loss.fill)) - lab(eyes @ linear(gain.fill)))
        assert apart > 12, (loss.key, gain.key, apart)
        assert loss.pattern != gain.pattern


def test_widths_are_those_of_the_documents_font() -> None:
    font_tools = pytest.importorskip("fontTools.ttLib")
    for name, bold in (("NotoSans-Regular.ttf", False), ("NotoSans-Bold.ttf", True)):
        with font_tools.TTFont(FONTS / name, lazy=True) as font:
            letters, advances = font.getBestCmap(), font["hmtx"].metrics
            units = font["head"].unitsPerEm
            for letter in map(chr, [*range(0x20, 0x7F), *range(0xA0, 0x180), 0x2013, 0x2212, 0x2026]):
                real = advances[letters[ord(letter)]][0] / units
                if real:
                    assert real <= text_width(letter, 1.0, bold) <= real * 1.1 + 0.08, (letter, bold)


def test_hatching_is_even_and_inside_the_shape() -> None:
    shape = shapely.Point(50, 50).buffer(40).difference(shapely.Point(50, 50).buffer(15))
    lines = hatch_lines(shape, 9)
    drawn = shapely.linestrings(lines.reshape(-1, 2, 2))
    assert shapely.covers(shape.buffer(0.01), drawn).all()
    sums = np.unique(np.round(lines[:, 0] + lines[:, 1], 3))
    assert np.allclose(np.diff(sums), 9 * 2**0.5, atol=0.01)
    assert shapely.length(drawn).sum() == pytest.approx(shape.area / 9, rel=0.05)


def test_numbers_are_short_and_finite() -> None:
    assert [number(value) for value in (1.0, 1.25, -0.04, 1e3)] == ["1", "1.2", "0", "1000"]
    with pytest.raises(ValueError, match="finite"):
        number(float("nan"))


def test_typst_draws_the_change_map_in_colour() -> None:
    typst = pytest.importorskip("typst")
    from PIL import Image

    svg = change_map(reader(), ABOUT, municipality(NAMES), FIGURES, BEFORE, AFTER).svg
    source = b'#set page(width: auto, height: auto, margin: 0pt)\n#image(bytes(sys.inputs.svg), format: "svg")'
    made = typst.compile(
        source, format="png", ppi=72, sys_inputs={"svg": svg}, font_paths=[str(FONTS)], ignore_system_fonts=True
    )
    pixels = np.asarray(Image.open(io.BytesIO(made)).convert("RGB")).reshape(-1, 3).astype(int)
    for shade in (CHANGE.shades[0], CHANGE.shades[5], CHANGE.unreached):
        fill = [int(shade.fill[place : place + 2], 16) for place in (1, 3, 5)]
        assert (np.abs(pixels - fill).max(axis=1) < 12).sum() > 100, shade.key
