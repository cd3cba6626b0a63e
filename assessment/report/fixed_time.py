"""No clock in a result: what a file format wants to know of the time of writing, so that the same gives the same."""

from __future__ import annotations

import datetime

FIXED_TIME = datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC)
