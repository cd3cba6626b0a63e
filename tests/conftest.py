"""What all tests share: the demo municipality, written once a run, and the real data beside the project."""

from pathlib import Path

import pytest
from hypothesis import settings

from tests.lost_workers import (  # noqa: F401 - pytest finds its hooks here
    pytest_sessionstart,
    pytest_terminal_summary,
    pytest_xdist_make_scheduler,
)

# The same examples on every run, and no time limits: tests say whether the program is right, not how busy the machine
# is.
settings.register_profile("project", deadline=None, derandomize=True)
settings.load_profile("project")

SHARED_DATA = Path(__file__).resolve().parents[2] / "shared" / "data"


@pytest.fixture(scope="session")
def demo_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of the modelled example municipality."""
    from assessment.demo import write_demo

    folder = tmp_path_factory.mktemp("demo")
    write_demo(folder)
    return folder


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real data, see its README; tests that need it are skipped where it is absent."""
    if not SHARED_DATA.is_dir():
        pytest.skip("the real data of ../shared/data is not on this machine")
    return SHARED_DATA
