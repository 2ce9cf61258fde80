"""Content hashes: count, sum and xor of a 64-bit md5 of each row's canonical text.

Independent of row order, safe against duplicated rows (count and sum move), equal on every engine
and version: numbers are fixed-point integers, NULL is distinct from the empty string.
"""

import hashlib
from collections.abc import Iterable, Mapping

MASK = (1 << 64) - 1


def row_hash_sql(columns: Iterable[tuple[str, str]], decimals: Mapping[str, int]) -> str:
    """SQL for the 64-bit hash of one row.

    Args:
        columns: Name and DuckDB type of every key and value column, in order.
        decimals: Fixed-point digits of the DOUBLE columns; 6 where not given.
    """
    parts = (_canonical(name, kind, decimals.get(name, 6)) for name, kind in columns)
    return f"md5_number_lower(concat_ws(chr(31), {', '.join(parts)}))"


def content_hash_sql(row_hash: str) -> str:
    """SQL aggregate for the content hash of a group of rows, as text."""
    return (
        "concat(count(*), '.', lower(to_hex(cast(sum(cast("
        f"{row_hash} as hugeint)) % 18446744073709551616 as ubigint))), '.',"
        f" lower(to_hex(cast(bit_xor({row_hash}) as ubigint))))"
    )


EMPTY_HASH = "0.0.0"
"""The content hash of a cell without rows."""


def mix(*parts: object) -> int:
    """A 64-bit number from parts; the building block of input fingerprints."""
    text = "\x1f".join(str(p) for p in parts)
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "big")


def _canonical(name: str, kind: str, digits: int) -> str:
    if kind == "DOUBLE":
        value = f"cast(cast(round({name} * 1e{digits}) as bigint) as varchar)"
    elif kind == "VARCHAR":
        value = name
    else:
        value = f"cast({name} as varchar)"
    return f"coalesce({value}, chr(0))"
