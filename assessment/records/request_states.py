"""Which state of a statement request may follow which. Nothing else decides it."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from assessment.records.states import RequestState

# A body that let its time lapse may still speak, late. One that declined is asked anew when it thinks otherwise.
FOLLOWING: Mapping[RequestState, frozenset[RequestState]] = MappingProxyType(
    {
        RequestState.REQUESTED: frozenset(
            {
                RequestState.DRAFT,
                RequestState.GIVEN,
                RequestState.LATE,
                RequestState.DECLINED,
                RequestState.LAPSED,
            }
        ),
        RequestState.DRAFT: frozenset(
            {RequestState.GIVEN, RequestState.LATE, RequestState.DECLINED, RequestState.LAPSED}
        ),
        RequestState.GIVEN: frozenset(),
        RequestState.LATE: frozenset(),
        RequestState.DECLINED: frozenset(),
        RequestState.LAPSED: frozenset({RequestState.LATE}),
    }
)

# Nothing more is waited for; a decision may be taken.
SETTLED = frozenset({RequestState.GIVEN, RequestState.LATE, RequestState.DECLINED, RequestState.LAPSED})
SPOKEN = frozenset({RequestState.GIVEN, RequestState.LATE})


def may_become(state: RequestState, following: RequestState) -> bool:
    """Whether a request in a state may come to the following one."""
    return following in FOLLOWING[state]
