"""A path of this server as an address, whatever the path was asked with."""

from __future__ import annotations

from urllib.parse import quote

_PLAIN = "/:@!$&'()*+,;=-._~"


def own_path(path: str) -> str:
    """The path, not encoded, as an address that leads to this server: two slashes at its start would name another."""
    return "/" + quote(path.lstrip("/\\"), safe=_PLAIN, errors="replace")
