"""What a reader refused, for tests to look at."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from assessment.errors import Fault, Refused
from assessment.language import LANGUAGES, fault_message, translator


def refusal(read: Callable[[], object]) -> dict[str, Fault]:
    """The first fault of each code that a reader refuses with; every one is also put into words without gaps left."""
    with pytest.raises(Refused) as refused:
        read()
    must_read_well(refused.value.faults)
    return {fault.code: fault for fault in reversed(refused.value.faults)}


def must_read_well(faults: tuple[Fault, ...]) -> None:
    """Each fault has its words in every language, and its facts fill every gap."""
    for fault in faults:
        for language in LANGUAGES:
            message = fault_message(translator(language), fault)
            # A value may hold braces of its own, so only the gaps of our texts are looked for.
            assert not message.startswith("fault."), fault
            for gap in ("{value}", "{field}", "{file}", "{expected}", "{found}", "{reason}", "{count}"):
                assert gap not in message.replace(str(fault.value), ""), (fault, message)
