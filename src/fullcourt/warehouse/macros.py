"""The few SQL macros of model files, expanded to plain portable SQL.

Engines round doubles differently and some lack `erf`; integers never differ. So ratios are integer
arithmetic with half-away rounding, and the normal CDF is a lookup in a shipped table.
"""

import re
from collections.abc import Callable
from datetime import date

from fullcourt.errors import ModelError

_CALL = re.compile(r"@(\w+)\s*(\()?")


def _ratio(numerator: str, denominator: str, digits: str) -> str:
    n, d = f"cast(({numerator}) as bigint)", f"cast(({denominator}) as bigint)"
    scale = 10 ** int(digits)
    return (
        f"(case when {d} > 0 then cast(case when {n} < 0 then -1 else 1 end"
        f" * ((2 * abs({n}) * {scale} + {d}) // (2 * {d})) as double) / 1e{int(digits)} end)"
    )


def _round(value: str, digits: str) -> str:
    scale = f"1e{int(digits)}"
    return (
        f"(case when ({value}) < 0 then -1 else 1 end"
        f" * floor(abs({value}) * {scale} + 0.5) / {scale})"
    )


def _sd(n: str, total: str, squares: str, digits: str) -> str:
    count, s, ss = (f"cast(({x}) as bigint)" for x in (n, total, squares))
    variance = (
        f"cast({count} * {ss} - {s} * {s} as double) / cast({count} * ({count} - 1) as double)"
    )
    return f"(case when {count} > 1 then {_round(f'sqrt({variance})', digits)} end)"


def _phi(thousandths: str) -> str:
    z = f"cast(({thousandths}) as bigint)"
    clipped = f"case when {z} < -3000 then -3000 when {z} > 3000 then 3000 else {z} end"
    return f"(select normal_cdf.phi from normal_cdf where normal_cdf.z = {clipped})"


_MACROS: dict[str, tuple[int, Callable[..., str]]] = {
    "ratio": (3, _ratio),
    "round": (2, _round),
    "sd": (4, _sd),
    "phi": (1, _phi),
}


def expand(sql: str, start: date | None = None, end: date | None = None, where: str = "") -> str:
    """Replace every macro and, where given, `@start` and `@end`.

    Args:
        sql: The text of a model, view, rule or query.
        start: First date of the batch; left as `@start` when None.
        end: Last date of the batch, inclusive.
        where: File name for messages.

    Raises:
        ModelError: An unknown macro, wrong number of arguments, or unbalanced parentheses.
    """
    out: list[str] = []
    at = 0
    while call := _CALL.search(sql, at):
        out.append(sql[at : call.start()])
        name = call.group(1)
        if name in ("start", "end"):
            moment = start if name == "start" else end
            out.append(f"date '{moment.isoformat()}'" if moment else f"@{name}")
            at = call.end(1)
            continue
        if name not in _MACROS or not call.group(2):
            raise ModelError(f"{where}: unknown macro @{name}", hint="see docs/models.md, Macros")
        arguments, at = _arguments(sql, call.end(), where)
        arity, macro = _MACROS[name]
        if len(arguments) != arity:
            raise ModelError(f"{where}: @{name} takes {arity} arguments, not {len(arguments)}")
        out.append(macro(*(expand(a, start, end, where) for a in arguments)))
    out.append(sql[at:])
    return "".join(out)


def _arguments(sql: str, at: int, where: str) -> tuple[list[str], int]:
    """Split a call's arguments; `at` is just behind the opening parenthesis."""
    depth, begin, arguments = 1, at, []
    while at < len(sql):
        char = sql[at]
        if char == "'":
            at = sql.find("'", at + 1)
            if at < 0:
                break
        elif char == "(":
            depth += 1
        elif char == ")":
            depth -= 1
            if depth == 0:
                arguments.append(sql[begin:at].strip())
                return arguments, at + 1
        elif char == "," and depth == 1:
            arguments.append(sql[begin:at].strip())
            begin = at + 1
        at += 1
    raise ModelError(f"{where}: unbalanced parentheses in a macro call")
