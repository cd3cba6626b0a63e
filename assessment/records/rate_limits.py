"""How often one visitor may try: sign-in, invitations, forms, uploads. Counted in the one process there is."""

from __future__ import annotations

import time
from types import MappingProxyType

from limits import RateLimitItem, parse
from limits.storage import MemoryStorage
from limits.strategies import SlidingWindowCounterRateLimiter

# Our judgement: a person never meets these, guessing by machine does. Drafts save themselves every few seconds.
USUAL_LIMITS = MappingProxyType(
    {
        "sign_in": "10 per minute",
        "invitation": "10 per 10 minute",
        "form": "30 per minute",
        "draft": "60 per minute",
        "upload": "20 per 10 minute",
        "sent": "240 per minute",
    }
)


class RateLimits:
    """Counts the tries of each visitor at each kind of thing."""

    def __init__(self, limits: MappingProxyType[str, str] = USUAL_LIMITS) -> None:
        self._limits: dict[str, RateLimitItem] = {kind: parse(text) for kind, text in limits.items()}
        self._limiter = SlidingWindowCounterRateLimiter(MemoryStorage())

    def allowed(self, kind: str, visitor: str, cost: int = 1) -> bool:
        """Count a try and tell whether it is still within the limit. `visitor`: an address or a person's id."""
        return self._limiter.hit(self._limits[kind], kind, visitor, cost=cost)

    def seconds_left(self, kind: str, visitor: str) -> int:
        """How long the visitor has to wait, for the Retry-After header; at least 1."""
        reset = self._limiter.get_window_stats(self._limits[kind], kind, visitor).reset_time
        return max(1, round(reset - time.time()))
