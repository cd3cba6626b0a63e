"""municipality.yaml: what a municipality's data folder says about itself."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, ValidationError

from assessment.errors import Fault, Refused
from assessment.inputs.csv_table import decoded
from assessment.inputs.provenance import must_be_readable
from assessment.inputs.yaml_text import line_of, read_yaml

SETTINGS_FILE = "municipality.yaml"
# What each setting looks like: shown beside a fault, the same in every language.
EXAMPLES: Mapping[str, str] = MappingProxyType(
    {
        "name": "Kouvola",
        "number": '"286"',
        "default_date": "2026-03-04",
        "default_window": '"09:00-11:00"',
        "kinds": "{library: {fi: Kirjasto, sv: Bibliotek, en: Library}}",
        "groups": "[age_75_, mobility_limitation]",
        "sources": "{population.gpkg: {owner: Tilastokeskus, licence: CC BY 4.0, date: 2024, certainty: measured}}",
        "masks": "[-1, 99]",
        "example": "true",
        "places": "[{name: Inkeroinen, lon: 26.84, lat: 60.69, rank: 1}]",
        "outline": "outline.geojson",
    }
)

_WINDOW = re.compile(r"([0-9]{1,2}):([0-5][0-9])-([0-9]{1,2}):([0-5][0-9])")
_LATEST_HOUR = 48  # a service day's trips may run past midnight, never past the next


def seconds_of_window(text: str) -> tuple[int, int]:
    """A window `HH:MM-HH:MM` as (start, end) in seconds since midnight; raises ValueError when it is none."""
    match = _WINDOW.fullmatch(text.strip())
    if match is None:
        raise ValueError(text)
    start, end = (int(match[i]) * 3600 + int(match[i + 1]) * 60 for i in (1, 3))
    if not start < end <= _LATEST_HOUR * 3600:
        raise ValueError(text)
    return start, end


def _is_window(text: str) -> str:
    seconds_of_window(text)
    return text.strip()


def _is_bare_name(text: str) -> str:
    if Path(text).name != text or "\\" in text or text.startswith("."):
        raise ValueError(text)
    return text


def _number_text(value: object) -> object:
    """A municipality's number has three digits: 91 means "091"."""
    return f"{value:03d}" if isinstance(value, int) and not isinstance(value, bool) else value


def _plain_text(value: object) -> object:
    return str(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else value


_Text = Annotated[str, BeforeValidator(_plain_text), StringConstraints(strip_whitespace=True, max_length=500)]
_Name = Annotated[str, BeforeValidator(_plain_text), StringConstraints(strip_whitespace=True, min_length=1)]
_Window = Annotated[str, AfterValidator(_is_window)]
_FileName = Annotated[str, AfterValidator(_is_bare_name)]
_Language = Literal["fi", "sv", "en"]


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class SourceDescription(_Strict):
    """Where one of the folder's files came from, as its keeper describes it."""

    owner: _Text = ""
    licence: _Text = ""
    date: _Text = ""
    certainty: Literal["measured", "estimated", "modelled"] = "measured"


class PlaceName(_Strict):
    """A place's name to write on the map; rank 1 is shown first."""

    name: _Name
    lon: float = Field(ge=-180, le=180)
    lat: float = Field(ge=-90, le=90)
    rank: int = Field(default=1, ge=1)


class MunicipalitySettings(_Strict):
    """The content of municipality.yaml; EXAMPLES shows each setting.

    `kinds` holds the names of service kinds by language, `sources` a description by file name, `masks` the values that
    stand for a masked count in the population file, `example` whether the data are modelled and must be labelled so.
    """

    name: _Name
    number: Annotated[str, BeforeValidator(_number_text), StringConstraints(pattern=r"^[0-9]{3}$")]
    default_date: dt.date
    default_window: _Window = "09:00-11:00"
    kinds: dict[str, dict[_Language, _Name]] = {}
    groups: tuple[str, ...] = ()
    sources: dict[str, SourceDescription] = {}
    masks: tuple[float, ...] = (-1.0,)
    example: bool = False
    places: tuple[PlaceName, ...] = ()
    outline: _FileName | None = None

    @property
    def default_window_s(self) -> tuple[int, int]:
        """The default window as (start, end) in seconds since midnight."""
        return seconds_of_window(self.default_window)

    def described(self, file: str) -> dict[str, str]:
        """What is said of a file's source; empty where nothing is."""
        description = self.sources.get(file)
        return {} if description is None else {name: str(value) for name, value in description.model_dump().items()}


def read_settings(path: Path) -> MunicipalitySettings:
    """Read municipality.yaml.

    Raises Refused with every fault and its line: those of YAML, `settings_not_mapping`, `setting_missing`,
    `setting_unknown`, `setting_invalid`.
    """
    must_be_readable(path)
    text, _ = decoded(path)
    content, lines = read_yaml(text, path.name)
    if not isinstance(content, dict):
        raise Refused([Fault("settings_not_mapping", path.name, row=1)])
    try:
        return MunicipalitySettings.model_validate(content)
    except ValidationError as error:
        faults = [_fault(dict(found), path.name, lines) for found in error.errors(include_url=False)]
        raise Refused(faults) from error


def _fault(found: dict[str, Any], file: str, lines: Mapping[tuple[str | int, ...], int]) -> Fault:
    place = tuple(part for part in found["loc"] if part != "[key]")
    field = ".".join(str(part) for part in place)
    row = line_of(place, lines)
    if found["type"] == "extra_forbidden":
        expected = ", ".join(EXAMPLES) if len(place) == 1 else EXAMPLES.get(str(place[0]), "")
        return Fault("setting_unknown", file, row=row, field=field, facts={"expected": expected})
    example = EXAMPLES.get(str(place[0]), "") if place else ""
    if found["type"] == "missing":
        return Fault("setting_missing", file, row=row, field=field, facts={"expected": example})
    value = "" if found.get("input") is None else str(found["input"])
    return Fault("setting_invalid", file, row=row, field=field, value=value, facts={"expected": example})
