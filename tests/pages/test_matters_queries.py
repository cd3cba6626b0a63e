"""The pages of matters ask the database no more often, and show no more, when ten times as much is on record."""

from __future__ import annotations

from assessment.language import translator
from assessment.records.actor import Role
from assessment.records.database import Database
from assessment.records.matters import MatterForm, create_matter, screen_matter
from assessment.records.people import local_actor
from assessment.records.requests import RequestForm, send_request
from pages.components.matters_addresses import PARTS
from tests.pages.matters import OpenMatters, example_database, example_record, go_to, open_matters
from tests.records.counted import statements_of

__all__ = ["example_database", "example_record", "open_matters"]

ON_SCREEN, MORE = 20, 45
T = translator("fi")


def more_matters(database: Database, first: int, number: int) -> None:
    """Matters of several preparers, each with a request that waits."""
    for index in range(first, first + number):
        preparer = local_actor(database, f"Valmistelija {index % 3}", {(Role.PREPARER, None), (Role.PLANNER, None)})
        form = MatterForm(f"{index}/10.03.07.00/2026", f"Asia {index}", "Kuvaus")
        matter = create_matter(database, preparer, form)
        screen_matter(database, preparer, matter.id, False, (), "Esimerkki.", matter.version)
        request = RequestForm(1 + index % 2, "2100-12-17", "16:00", ("Mitä mieltä?",), "")
        send_request(database, preparer, matter.id, request)


def test_no_page_of_matters_asks_more_of_a_larger_record(open_matters: OpenMatters, example_database: Database) -> None:
    more_matters(example_database, 100, ON_SCREEN)
    app = open_matters()
    before: dict[str, int] = {}
    after: dict[str, int] = {}
    listed, one = open_matters(), open_matters(1)
    for counts in (before, after):
        with statements_of(example_database) as sent:
            listed.run()
        counts["list"] = len(sent)
        for part in PARTS:
            with statements_of(example_database) as sent:
                go_to(one, part)
            counts[part] = len(sent)
        if counts is before:
            more_matters(example_database, 200, MORE)
    assert not app.exception
    assert {name: number for name, number in after.items() if number > before[name]} == {}
    assert max(after.values()) < 80


def test_a_long_list_is_shown_a_part_at_a_time_and_put_in_order(
    open_matters: OpenMatters, example_database: Database
) -> None:
    more_matters(example_database, 100, MORE)
    app = open_matters()
    rows = [line.label for line in app.get("page_link") if line.label.startswith("**")]
    assert len(rows) == ON_SCREEN
    assert rows[0] == f"**Asia {100 + MORE - 1}**"
    assert T("matters.more", count=MORE + 1 - ON_SCREEN) in [button.label for button in app.button]
    app.selectbox(key="matters_order").select_index(2).run()
    rows = [line.label for line in app.get("page_link") if line.label.startswith("**")]
    assert rows[:2] == ["**Asia 100**", "**Asia 101**"]
    app.button(key="matters_more").click().run()
    assert len([one for one in app.get("page_link") if one.label.startswith("**")]) == 2 * ON_SCREEN
    app.text_input(key="matter_text").set_value("ASIA 14").run()
    assert len([one for one in app.get("page_link") if one.label.startswith("**")]) == 5
    assert not app.exception
