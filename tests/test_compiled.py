"""The cache of compiled kernels: one process at a time, and a folder for each state of the engine."""

from __future__ import annotations

import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from assessment import compiled

ROOT = Path(__file__).resolve().parents[1]
KERNEL = """
from assessment.compiled import kernel

@kernel
def twice(number):
    return number + number
"""
# Between choosing the file for its kind of number and writing it, each waits for the other, a while.
COMPILE = """
import sys, time
from pathlib import Path
from numba.core.caching import IndexDataCacheFile
mine, others, number = Path(sys.argv[1]), Path(sys.argv[2]), eval(sys.argv[3])
sys.path.insert(0, str(mine.parent))
import town_kernel
found = IndexDataCacheFile._load_index
def slowly(self):
    known = found(self)
    if sys._getframe(1).f_code.co_name == "save":
        mine.touch()
        until = time.monotonic() + 3
        while not others.exists() and time.monotonic() < until:
            time.sleep(0.01)
    return known
IndexDataCacheFile._load_index = slowly
print(town_kernel.twice(number))
"""
CALL = """
import sys
sys.path.insert(0, sys.argv[1])
import town_kernel
print(town_kernel.twice(3), town_kernel.twice(2.5), sum(town_kernel.twice.stats.cache_hits.values()))
"""


def run(code: str, cache: Path, *words: str) -> subprocess.Popen[str]:
    environment = {"NUMBA_CACHE_DIR": str(cache), "PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin", "HOME": str(cache)}
    return subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(code), *words],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def told(process: subprocess.Popen[str]) -> str:
    out, errors = process.communicate(timeout=120)
    assert process.returncode == 0, errors
    return out.strip()


def test_two_that_compile_at_once_do_not_take_one_file(tmp_path: Path) -> None:
    (tmp_path / "town_kernel.py").write_text(KERNEL, encoding="utf-8")
    cache = tmp_path / "cache"
    a, b = str(tmp_path / "a"), str(tmp_path / "b")
    first, second = run(COMPILE, cache, a, b, "3"), run(COMPILE, cache, b, a, "2.5")
    assert (told(first), told(second)) == ("6", "5.0")
    assert told(run(CALL, cache, str(tmp_path))) == "6 5.0 2"


NOWHERE = """
import numba, os, sys
from pathlib import Path
numba.config.CACHE_DIR = sys.argv[1]
from assessment.compiled import kernel
made = {}
exec(compile("def twice(number): return number + number", sys.argv[2], "exec"), made)
twice = kernel(made["twice"])
if sys.argv[3:]:  # the folder is lost after the start, a file lies in its place
    Path(sys.argv[1]).rename(sys.argv[3])
    Path(sys.argv[1]).touch()
print(twice(3), type(twice._cache).__name__)
"""


def test_without_a_place_for_the_cache_it_computes(tmp_path: Path) -> None:
    # Nothing can be made below /proc, whoever asks.
    assert told(run(NOWHERE, Path("/proc/none"), "/proc/none", "/proc/version")) == "6 NullCache"
    cache = tmp_path / "cache"
    assert told(run(NOWHERE, cache, str(cache), __file__, str(tmp_path / "lost"))) == "6 OneAtATime"


def test_another_state_of_the_engine_has_another_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for folder in compiled._KERNEL_FOLDERS:
        (tmp_path / folder).mkdir()
    constant = tmp_path / "network" / "constant.py"
    monkeypatch.setattr(compiled, "_ENGINE", tmp_path)
    constant.write_text("TURNING_POINT_S = 86400\n", encoding="utf-8")
    before = compiled.cache_folder()
    assert compiled.cache_folder() == before
    constant.write_text("TURNING_POINT_S = 90000\n", encoding="utf-8")
    assert compiled.cache_folder() != before
