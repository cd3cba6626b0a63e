"""Entries of the history in words."""

from __future__ import annotations

from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any

from assessment.language import translator
from assessment.records.overview import HistoryRow
from pages.components.history_words import what_was_done
from pages.components.reader import Reader

READER = Reader("fi", translator("fi"))


def _row(action: str, version: int | None = None, **facts: Any) -> HistoryRow:
    return HistoryRow(
        1, datetime(2026, 11, 24, tzinfo=UTC), "Aino", action, "matter", 1, version, MappingProxyType(facts), ""
    )


def test_a_sentence_that_somebody_wrote_comes_last() -> None:
    words = what_was_done(READER, _row("written_impact_add", dimension="economy", reason="Kustannus kasvaa."), {})
    assert words == "Vaikutus kirjoitettiin: talous, Kustannus kasvaa."


def test_a_body_is_called_by_its_name_and_a_result_by_its_version() -> None:
    assert what_was_done(READER, _row("request_send", body=3), {3: "Vanhusneuvosto"}).endswith(": Vanhusneuvosto")
    assert what_was_done(READER, _row("result_freeze", 2, label="VE3"), {}).endswith("VE3 (versio 2)")


def test_a_refused_attempt_says_what_was_tried() -> None:
    assert "yritys" in what_was_done(READER, _row("refused", attempted="decision_record"), {}).lower()
