"""Forms sent from the app are counted by person; the local mode's one person is not."""

from __future__ import annotations

import pytest

from assessment.errors import Refused
from assessment.records.rate_limits import RateLimits
from pages.components import form_limit, signed_in


def test_a_machine_is_stopped_and_the_local_mode_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(form_limit, "LIMITS", RateLimits())
    monkeypatch.setattr(signed_in, "browser", lambda: (None, {"host": "127.0.0.1:8501"}))
    for _ in range(40):
        form_limit.count_form()
    monkeypatch.setattr(signed_in, "browser", lambda: ("203.0.113.7", {"host": "eva.example.fi"}))
    monkeypatch.setattr(form_limit, "browser", lambda: ("203.0.113.7", {}))
    for _ in range(30):
        form_limit.count_form()
    with pytest.raises(Refused, match="too_often") as refused:
        form_limit.count_form()
    assert int(str(refused.value.faults[0].facts["seconds"])) >= 1
    monkeypatch.setattr(form_limit, "browser", lambda: ("203.0.113.8", {}))
    form_limit.count_form()
