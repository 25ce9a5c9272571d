"""What firms of one batch share without meaning to: a network, a referrer, papers issued in one go, one table under
the papers (risk.md 6 F05).

Everything here becomes a text of which only the keyed digest is kept, so likeness has to be equality: numbers near each
other fall into one bucket of two shifted rows, pictures that differ in a few bits have most of their bands in common.
"""

from collections.abc import Iterator, Sequence
from ipaddress import IPv6Address, ip_address, ip_network

from models.rules import codes

_BITS = {4: 24, 6: 48}
"""Of an address, by its version: what one site or household is usually given."""
_BAND = 2
"""Hexadecimal digits of one band of a picture's hash."""


def network_of(address: str | None, known: Sequence[str] = ()) -> str | None:
    """The network that an address belongs to (/24, for IPv6 /48); None for what is no public address, and for the
    networks of `known` (the bank's own guests, partners), where neighbours say nothing.
    """
    try:
        found = ip_address((address or "").strip())
    except ValueError:
        return None
    found = (found.ipv4_mapped if isinstance(found, IPv6Address) else None) or found
    if not found.is_global or any(found in ip_network(one) for one in known):
        return None
    return str(ip_network((found, _BITS[found.version]), strict=False))


def runs(credit_code: str | None, serial: str | None, id_number: str | None, width: int) -> Iterator[str]:
    """Buckets of the numbers that offices give out one after the other: the code's subject number within its
    registering office, the licence's serial, an identity number's running number within district and birthday.

    Two numbers at most half a `width` apart share a bucket for certain, two a whole `width` apart never.
    """
    if credit_code and codes.is_credit_code(credit_code):
        yield from _buckets(f"code {credit_code[:8]}", int(credit_code[8:16], 36), width)
    if serial and serial.isascii() and serial.isdigit():
        yield from _buckets(f"serial {len(serial)}", int(serial), width)
    if id_number and codes.is_identity_number(id_number):
        yield from _buckets(f"id {id_number[:14]}", int(id_number[14:17]), width)


def _buckets(series: str, number: int, width: int) -> Iterator[str]:
    yield f"{series} even {number // width}"
    yield f"{series} odd {(number + width // 2) // width}"


def bands(paper: str, picture_hash: str) -> Iterator[str]:
    """The bands of a picture's hash (hexadecimal), each with its paper and place."""
    for start in range(0, len(picture_hash), _BAND):
        yield f"{paper} {start} {picture_hash[start : start + _BAND]}"
