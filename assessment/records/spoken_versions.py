"""The result versions a statement is on: those its writer was shown, as a form carries them; what changed since."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from assessment.errors import Fault, Refused
from assessment.records.alternatives import current_versions
from assessment.records.schema import Matter, StatementRequest
from assessment.records.statement_form import FORM

_TEXT = re.compile(r"[0-9]{1,9}:[0-9]{1,9}(,[0-9]{1,9}:[0-9]{1,9})*")


@dataclass(frozen=True)
class ChangedSince:
    """What became of the alternatives since a writer was shown them, by alternative id.

    `computed_anew`: another result stands now; `withdrawn`: no longer considered; `added`: not there then.
    """

    computed_anew: tuple[int, ...]
    withdrawn: tuple[int, ...]
    added: tuple[int, ...]

    def __bool__(self) -> bool:
        return bool(self.computed_anew or self.withdrawn or self.added)


def versions_text(versions: Mapping[int, int]) -> str:
    """Result versions by alternative id, as a hidden field, an address or a draft carries them: 5:1,6:2."""
    return ",".join(f"{key}:{version}" for key, version in sorted(versions.items()))


def versions_of(text: str) -> dict[int, int]:
    """The versions such a text tells; an empty one tells none. Raises Refused `versions_unknown`: malformed."""
    if text and not _TEXT.fullmatch(text):
        raise _unknown()
    return {int(key): int(version) for key, _, version in (one.partition(":") for one in text.split(",") if one)}


def check_versions(matter: Matter, versions: Mapping[int, int]) -> None:
    """Raise Refused `versions_unknown` unless each is one of an alternative of the matter; 0 = before its first."""
    numbers = {one.id: one.result_version for one in matter.alternatives}
    if any(not 0 <= version <= numbers.get(key, -1) for key, version in versions.items()):
        raise _unknown()


def versions_spoken_on(request: StatementRequest, shown: Mapping[int, int] | None) -> dict[int, int]:
    """The versions a statement is on, of what its writer was shown, by default today's.

    Of an alternative added since, today's; those withdrawn since are not spoken of. Raises Refused `versions_unknown`
    where a version is none of the matter, or one is left out that was asked about.
    """
    now = current_versions(request.matter)
    if shown is None:
        return now
    check_versions(request.matter, shown)
    if not {int(key) for key in request.result_versions} & set(now) <= set(shown):
        raise _unknown()
    return {key: shown.get(key, version) for key, version in now.items()}


def changed_since(shown: Mapping[int, int], now: Mapping[int, int]) -> ChangedSince:
    """What changed between the versions a writer was shown and today's."""
    return ChangedSince(
        tuple(sorted(key for key, version in shown.items() if key in now and now[key] != version)),
        tuple(sorted(set(shown) - set(now))),
        tuple(sorted(set(now) - set(shown))),
    )


def _unknown() -> Refused:
    return Refused([Fault("versions_unknown", FORM)])
