"""Exact arithmetic with the rounding rule: half away from zero, once, at the end."""

import math
from collections.abc import Iterable, Sequence
from fractions import Fraction
from statistics import NormalDist

Number = int | Fraction


def half_away(value: Number | None, digits: int) -> float | None:
    """Round an exact number half away from zero."""
    if value is None:
        return None
    return scaled(value, digits) / 10**digits


def scaled(value: Number, digits: int) -> int:
    """The rounded number as an integer count of its last digit."""
    exact = Fraction(value) * 10**digits
    size = math.floor(abs(exact) + Fraction(1, 2))
    return -size if exact < 0 else size


def ratio(numerator: Number | None, denominator: Number | None) -> Fraction | None:
    """A fraction; None where it is undefined."""
    if numerator is None or not denominator:
        return None
    return Fraction(numerator) / Fraction(denominator)


def variance(values: Sequence[Number]) -> Fraction | None:
    """The sample variance; None below two values."""
    n = len(values)
    if n < 2:
        return None
    total, squares = sum(values), sum(v * v for v in values)
    return Fraction(n * squares - total * total, n * (n - 1))


def deviation(values: Sequence[Number]) -> Fraction | None:
    """The sample standard deviation, to 25 digits."""
    found = variance(values)
    return None if found is None else root(found)


def root(value: Fraction) -> Fraction:
    """A square root, to 25 digits."""
    scale = 10**50
    return Fraction(math.isqrt(value.numerator * scale // value.denominator), 10**25)


def slope(xs: Sequence[int], ys: Sequence[int]) -> Fraction | None:
    """Least-squares change of y when x grows by one."""
    n = len(xs)
    below = n * sum(x * x for x in xs) - sum(xs) ** 2
    above = n * sum(x * y for x, y in zip(xs, ys, strict=True)) - sum(xs) * sum(ys)
    return ratio(above, below)


def clip(value: Fraction, low: Number, high: Number) -> Fraction:
    """The value, kept between two bounds."""
    return max(Fraction(low), min(Fraction(high), value))


def phi(z: Fraction) -> float:
    """The normal distribution function at z rounded to thousandths, four decimals."""
    return round(NormalDist().cdf(scaled(z, 3) / 1000), 4)


def add(values: Iterable[int | None]) -> int:
    """A sum that refuses to skip an unknown."""
    total = 0
    for value in values:
        assert value is not None, "an unknown must not be summed"
        total += value
    return total
