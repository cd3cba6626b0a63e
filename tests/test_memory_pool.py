"""The allocator of Arrow's data is the system's, in the app and at the command line."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.mark.parametrize("start", ["import app", "import assessment.commands.check"])
def test_arrow_takes_memory_from_the_system(start: str) -> None:
    told = "import pyarrow; print(pyarrow.default_memory_pool().backend_name)"
    answer = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", f"{start}; {told}"],
        cwd=ROOT,
        env={name: value for name, value in os.environ.items() if name != "ARROW_DEFAULT_MEMORY_POOL"},
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    assert answer.stdout.split()[-1] == "system"
