"""Words on screen: keys of the code turned into Finnish, Swedish or English.

The texts stand in `assessment/locale/<language>/<part>.po`, one file a part of the program. A `msgid` is a key such
as `fault.stop_unknown`; its `msgstr` is the text, with gaps such as `{file}` filled by the facts given. The files are
read as they are: there is no compile step to forget. No engine module imports this one: a fault carries a code and
facts, and is put into words here, at the edge, in the reader's language.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from string import Formatter
from types import MappingProxyType
from typing import TYPE_CHECKING, Protocol

from babel.messages.pofile import read_po

if TYPE_CHECKING:
    from collections.abc import Mapping

    from assessment.errors import Fault

LANGUAGES = ("fi", "sv", "en")
DEFAULT_LANGUAGE = "fi"
LOCALE_FOLDER = Path(__file__).parent / "locale"


class Translate(Protocol):
    """Puts a key into words, its gaps filled with the facts."""

    def __call__(self, key: str, /, **facts: object) -> str:
        """The text of the key."""


def translator(language: str) -> Translate:
    """The function that puts keys into words of a language.

    A key the language lacks is said in Finnish; a key nobody knows is returned as it is, and a gap without its fact
    stays visible: a page with one odd word is better than no page. An unknown language reads as Finnish.
    """
    texts = catalogue(language if language in LANGUAGES else DEFAULT_LANGUAGE)
    spare = catalogue(DEFAULT_LANGUAGE)

    def translate(key: str, /, **facts: object) -> str:
        text = texts.get(key) or spare.get(key) or key
        return _FORMATTER.vformat(text, (), facts) if "{" in text else text

    return translate


@lru_cache(maxsize=len(LANGUAGES))
def catalogue(language: str) -> Mapping[str, str]:
    """Every text of a language by its key, gathered from all its .po files in order of name; the first text counts."""
    texts: dict[str, str] = {}
    for path in sorted((LOCALE_FOLDER / language).glob("*.po")):
        with path.open("rb") as file:
            messages = read_po(file, locale=language, abort_invalid=True)
        for message in messages:
            if message.id:
                texts.setdefault(str(message.id), str(message.string))
    return MappingProxyType(texts)


def gaps(text: str) -> frozenset[str]:
    """The names of the gaps of a text."""
    return frozenset(name for _, name, _, _ in Formatter().parse(text) if name is not None)


def fault_message(translate: Translate, fault: Fault) -> str:
    """A fault in words: what is wrong and how to mend it."""
    facts: dict[str, object] = {
        "file": fault.file,
        "row": "–" if fault.row is None else fault.row,
        "field": "–" if fault.field is None else fault.field,
        "value": "" if fault.value is None else fault.value,
    }
    return translate(f"fault.{fault.code}", **(facts | dict(fault.facts)))


class _PatientFormatter(Formatter):
    """str.format that leaves a gap as it is when its fact is missing."""

    def get_value(self, key: int | str, args: object, kwargs: Mapping[str, object]) -> object:
        return kwargs.get(str(key), "{" + str(key) + "}")


_FORMATTER = _PatientFormatter()
