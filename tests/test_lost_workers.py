"""A worker that the system ends: its test has failed and its stack is told, the rest runs, nobody waits for ever."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
CONFTEST = "from tests.lost_workers import pytest_sessionstart, pytest_terminal_summary, pytest_xdist_make_scheduler\n"
LOST = "import ctypes\ndef test_before(): pass\ndef test_lost(): ctypes.string_at(0)\ndef test_after(): pass\n"


def run(folder: Path, names: str) -> subprocess.CompletedProcess[str]:
    """Tests of two workers: a file for each letter, of one to three tests; capitals lose their worker."""
    (folder / "conftest.py").write_text(CONFTEST, encoding="utf-8")
    for number, name in enumerate(names):
        tests = "".join(f"def test_{one}(): pass\n" for one in range(1 + number % 3))
        (folder / f"test_{number:02}_{name}.py").write_text(LOST if name.isupper() else tests, encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-n", "2", "--dist", "loadfile", "--no-loadscope-reorder"]
    return subprocess.run(
        [*command, "-p", "no:cacheprovider", "--rootdir", str(folder), str(folder)],
        cwd=folder,
        env={name: value for name, value in os.environ.items() if not name.startswith("PYTEST")}
        | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=120,
    )


# One in the middle, the last, the first, and both workers at once.
@pytest.mark.parametrize(
    ("names", "counts"),
    [("abcMnop", "1 failed, 14 passed"), ("abX", "1 failed, 5 passed"), ("ABcdef", "2 failed, 13 passed")],
)
def test_the_test_has_failed_and_the_rest_runs(tmp_path: Path, names: str, counts: str) -> None:
    done = run(tmp_path, names)
    assert counts in done.stdout, done.stdout
    assert done.returncode == 1
    for name in filter(str.isupper, names):
        assert f"_{name}.py::test_lost" in done.stdout
    assert "Current thread" in done.stdout.split("was lost:")[1]
    assert "Extension modules" not in done.stdout
