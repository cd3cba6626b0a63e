"""The table of shares: complete, in order, and every fault told."""

from __future__ import annotations

from pathlib import Path

import pytest

from assessment.errors import Refused
from assessment.impact.prevalence import AGE_BANDS, DEFAULT_TABLE, ESTIMATED_GROUPS, read_prevalence


def test_the_projects_own_table_names_a_source_for_every_share() -> None:
    prevalence = read_prevalence()
    for group in ESTIMATED_GROUPS:
        shares = prevalence.of(group)
        assert len(shares) == len(AGE_BANDS)
        assert all(share.source and share.note for share in shares)
        assert [share.estimate for share in shares] == sorted(share.estimate for share in shares)
    assert sum(share.estimate for share in prevalence.of("population")) == pytest.approx(1)


def test_all_faults_come_together(tmp_path: Path) -> None:
    lines = DEFAULT_TABLE.read_text(encoding="utf-8").splitlines()
    lines[1] = "mobility_limitation,under_65,0.5,0.2,0.9,x,x"
    lines[2] = lines[3]
    lines[5] = "wheelchair_users,under_65,a,b,c,x,x"
    path = tmp_path / "prevalence.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(Refused) as refused:
        read_prevalence(path)
    assert [(fault.code, fault.row) for fault in refused.value.faults] == [
        ("prevalence_share_bad", 2),
        ("prevalence_row_twice", 4),
        ("prevalence_share_bad", 6),
        ("prevalence_row_missing", None),
    ]


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"group,age_band\nx,y\n"])
def test_what_is_no_such_table_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "prevalence.csv"
    path.write_bytes(content)
    with pytest.raises(Refused) as refused:
        read_prevalence(path)
    assert [fault.code for fault in refused.value.faults] == ["prevalence_unreadable"]
