"""The statement form: every fault together with its field, texts kept as written, fields there and back."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.errors import Refused
from assessment.records.form_check import clean_text, date_of
from assessment.records.statement_form import TEXT_LIMIT, fields_of, known_fields, read_form
from assessment.records.states import Stance

TODAY = datetime.date(2026, 11, 24)
WHOLE = {
    "meeting_date": "18.11.2026",
    "section": "§ 43",
    "stance_1": "supports",
    "stance_2": "opposes",
    "reason_2": "Liian kaukana.",
    "answer_1": "Ensimmäinen.",
    "text": "Enintään 3 km.",
    "conditions": "",
    "missing_information": "",
    "chair": "Kaisa Kuusi",
    "secretary": "Siiri Salo",
    "dissenting_name_2": "Eero Eri",
    "dissenting_text_2": "Olen eri mieltä.",
}


def faults_of(fields: dict[str, str], section_needed: bool = True) -> set[tuple[str, str | None]]:
    with pytest.raises(Refused) as refused:
        read_form(fields, (1, 2), 2, TODAY, section_needed)
    return {(fault.code, fault.field) for fault in refused.value.faults}


def test_a_whole_form_is_read() -> None:
    form = read_form(WHOLE, (1, 2), 2, TODAY, True)
    assert form.meeting_date == datetime.date(2026, 11, 18)
    assert [(one.alternative_id, one.stance) for one in form.stances] == [(1, Stance.SUPPORTS), (2, Stance.OPPOSES)]
    assert form.answers == ("Ensimmäinen.", "")
    assert [(one.name, one.text) for one in form.dissenting] == [("Eero Eri", "Olen eri mieltä.")]


def test_an_empty_form_tells_everything_that_is_missing() -> None:
    assert faults_of({}) == {
        ("form_missing", "meeting_date"),
        ("form_missing", "section"),
        ("form_missing", "stance_1"),
        ("form_missing", "stance_2"),
        ("form_missing", "chair"),
        ("form_missing", "secretary"),
        ("statement_empty", "text"),
    }


def test_an_association_has_no_section() -> None:
    form = read_form(WHOLE | {"section": ""}, (1, 2), 2, TODAY, False)
    assert form.section == ""


def test_faults_of_every_kind_come_together() -> None:
    fields = WHOLE | {
        "meeting_date": "25.11.2026",
        "stance_1": "perhaps",
        "stance_2": "supports_with_conditions",
        "reason_2": " ",
        "text": "a" * (TEXT_LIMIT + 1),
        "dissenting_text_2": "",
        "dissenting_text_3": "Nimetön mielipide.",
    }
    assert faults_of(fields) == {
        ("form_date_future", "meeting_date"),
        ("form_choice_unknown", "stance_1"),
        ("conditions_missing", "reason_2"),
        ("form_too_long", "text"),
        ("dissenting_half", "dissenting_text_2"),
        ("dissenting_half", "dissenting_name_3"),
    }


def test_a_hundred_thousand_characters_are_kept_whole() -> None:
    text = ("Åland ja Ähtäri 🚌\n" * TEXT_LIMIT)[: TEXT_LIMIT - 1] + "."
    assert read_form(WHOLE | {"text": text}, (1, 2), 2, TODAY, True).text == text


def test_browsers_line_breaks_are_one_character_each() -> None:
    text = ("rivi\r\n" * (TEXT_LIMIT // 5)).strip()
    assert len(read_form(WHOLE | {"text": text}, (1, 2), 2, TODAY, True).text) == TEXT_LIMIT - 1


def test_a_form_goes_to_fields_and_back() -> None:
    form = read_form(WHOLE, (1, 2), 2, TODAY, True)
    assert read_form(fields_of(form), (1, 2), 2, TODAY, True) == form


def test_a_draft_keeps_the_forms_fields_only() -> None:
    kept = known_fields({"text": "a\x00b", "stance_7": "sup", "csrf": "x", "_device": "y", "dissenting_name_12": "N"})
    assert kept == {"text": "ab", "stance_7": "sup", "dissenting_name_12": "N"}
    with pytest.raises(Refused, match="draft_too_long"):
        known_fields({"text": "a" * 1_000_001})


@given(st.text(max_size=200))
def test_any_text_can_be_stored_and_cleaning_again_changes_nothing(text: str) -> None:
    cleaned = clean_text(text)
    assert clean_text(cleaned) == cleaned
    assert "\x00" not in cleaned
    cleaned.encode("utf-8")


@given(st.dates(datetime.date(1900, 1, 1), datetime.date(2999, 12, 31)))
def test_dates_are_read_as_written_in_finland_and_by_browsers(date: datetime.date) -> None:
    assert date_of(date.isoformat()) == date
    assert date_of(f"{date.day}.{date.month}.{date.year}") == date


@given(st.text(max_size=12))
def test_no_other_text_is_a_date(text: str) -> None:
    found = date_of(text)
    assert found is None or text in (found.isoformat(), f"{found.day}.{found.month}.{found.year}") or "." in text
