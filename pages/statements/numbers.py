"""Whole numbers as they come in addresses and forms: plain digits, no more of them than a number of ours has."""

from __future__ import annotations

from starlette.convertors import Convertor, register_url_convertor

# Both databases keep our numbers in four bytes; a longer one is nothing of ours, and PostgreSQL refuses to look for it.
MOST_DIGITS = 9
NUMBER = "number"  # in a route's path: {request_id:number}


def whole_number(text: str) -> int | None:
    """The number that a text is; None where it is none of ours."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS else None


class _NumberInAddress(Convertor[int]):
    regex = f"[0-9]{{1,{MOST_DIGITS}}}"

    def convert(self, value: str) -> int:
        return int(value)

    def to_string(self, value: int) -> str:
        return str(value)


register_url_convertor(NUMBER, _NumberInAddress())
