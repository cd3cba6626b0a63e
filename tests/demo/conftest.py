from pathlib import Path

import pytest

from assessment.inputs.municipality import Municipality, read_municipality


@pytest.fixture(scope="session")
def demo(demo_folder: Path) -> Municipality:
    """The demo as the program reads it: through the same readers as real data."""
    return read_municipality(demo_folder)
