"""Every text on screen exists in every language, says the same facts, and every key the code uses is known."""

from __future__ import annotations

import ast
import io
import re
from collections import Counter
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from assessment.errors import Fault
from assessment.language import LANGUAGES, LOCALE_FOLDER, catalogue, fault_message, gaps, translator

ROOT = Path(__file__).parent.parent
SOURCES = sorted([*ROOT.glob("assessment/**/*.py"), *ROOT.glob("pages/**/*.py"), ROOT / "app.py"])
SPEAKERS = {"t", "translate"}


def literal_keys() -> dict[str, str]:
    """Keys written out in the code: `t("key")`, and `Fault("code")` as fault.code, with the place they stand at."""
    keys: dict[str, str] = {}
    for path in (path for path in SOURCES if path.exists()):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            first = node.args[0] if node.args else next((k.value for k in node.keywords if k.arg == "code"), None)
            if not (isinstance(first, ast.Constant) and isinstance(first.value, str)):
                continue
            if name in SPEAKERS:
                keys[first.value] = f"{path.name}:{node.lineno}"
            elif name == "Fault":
                keys[f"fault.{first.value}"] = f"{path.name}:{node.lineno}"
    return keys


def key_families() -> dict[str, str]:
    """The beginnings of keys built in the code: `t(f"kind.{kind}")` gives `kind.`."""
    families: dict[str, str] = {}
    for path in (path for path in SOURCES if path.exists()):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Name)
                and node.func.id in SPEAKERS
                and node.args
                and isinstance(node.args[0], ast.JoinedStr)
                and isinstance(node.args[0].values[0], ast.Constant)
            ):
                families[str(node.args[0].values[0].value)] = f"{path.name}:{node.lineno}"
    return families


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_key_stands_twice(language: str) -> None:
    """A second text under the same key would silently take the place of the first."""
    files = sorted((LOCALE_FOLDER / language).glob("*.po"))
    keys = Counter(re.findall(r'^msgid "(.+)"$', "".join(one.read_text(encoding="utf-8") for one in files), re.M))
    assert files and [key for key, times in keys.items() if times > 1] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_key_the_code_uses_has_a_text(language: str) -> None:
    texts = catalogue(language)
    missing = {key: place for key, place in literal_keys().items() if not texts.get(key)}
    assert missing == {}
    orphans = {
        start: place for start, place in key_families().items() if not any(key.startswith(start) for key in texts)
    }
    assert orphans == {}


def test_every_language_has_the_same_keys_and_the_same_gaps() -> None:
    finnish = catalogue("fi")
    for language in LANGUAGES:
        texts = catalogue(language)
        assert set(texts) == set(finnish)
        assert {key for key, text in texts.items() if not text.strip()} == set()
        assert {key: gaps(text) for key, text in texts.items() if gaps(text) != gaps(finnish[key])} == {}


def test_every_language_has_the_same_files() -> None:
    files = {language: sorted(path.name for path in (LOCALE_FOLDER / language).glob("*.po")) for language in LANGUAGES}
    assert files["fi"]
    assert files["fi"] == files["sv"] == files["en"]


def test_no_key_stands_in_two_files() -> None:
    for language in LANGUAGES:
        files: dict[str, list[str]] = {}
        for path in sorted((LOCALE_FOLDER / language).glob("*.po")):
            for message in read_po(io.BytesIO(path.read_bytes())):
                if message.id:
                    files.setdefault(str(message.id), []).append(path.name)
        assert {key: names for key, names in files.items() if len(names) > 1} == {}


def test_texts_hold_no_markup() -> None:
    for language in LANGUAGES:
        assert {key: text for key, text in catalogue(language).items() if re.search(r"</?[a-z]", text)} == {}


def test_an_unknown_key_is_shown_and_an_unknown_language_reads_finnish() -> None:
    assert translator("fi")("no.such.key") == "no.such.key"
    assert translator("de")("page.service_network") == translator("fi")("page.service_network")


def test_a_missing_fact_leaves_its_gap_in_sight() -> None:
    text = translator("fi")("word.minutes")
    assert "{value}" in text
    assert translator("fi")("word.minutes", value="12") == text.replace("{value}", "12")


def test_a_fault_is_said_with_its_facts() -> None:
    fault = Fault("no_such_fault", file="stops.txt", row=4, field="stop_lat", value="abc")
    assert fault_message(translator("fi"), fault) == "fault.no_such_fault"
