"""The line a prediction is held against: the middle one of what the books offer before tip-off."""

from dataclasses import dataclass

import duckdb
import numpy as np

from fullcourt.predict.frames import (
    FAR,
    Column,
    Floats,
    Frame,
    Ints,
    from_number,
    match,
    read,
)
from fullcourt.predict.systems import Market

BREAK_EVEN = 110 / 210
"""The share of bets that must win at a price of -110."""
_MARGIN = 0.01


@dataclass(frozen=True, slots=True)
class Offers:
    """One line a player and game; NaN and empty where nothing is offered."""

    game: Ints
    player: Ints
    line: Floats
    book: Column
    known_at: Floats
    over_price: Floats
    under_price: Floats

    def placed(self, at: Ints) -> "Offers":
        """The offer of each wanted row, by position; -1 for none."""
        none = at < 0
        if not len(self.line):
            empty = np.full(len(at), np.nan)
            books = np.array([""] * len(at), dtype=object)
            return Offers(at, at, empty, books, empty, empty, empty)

        def place(values: Floats) -> Floats:
            return np.where(none, np.nan, values[at])

        return Offers(
            self.game[at],
            self.player[at],
            place(self.line),
            np.where(none, "", self.book[at]),
            place(self.known_at),
            place(self.over_price),
            place(self.under_price),
        )


def offers_for(con: duckdb.DuckDBPyConnection, rows: Frame) -> dict[Market, Offers]:
    """The offer on each row, by market."""
    days = rows.i("day")
    span = from_number(days.min(initial=FAR)), from_number(days.max(initial=0))
    offered = read(con, "props", *span)
    found = {}
    for market in Market:
        chosen = chosen_offers(offered, market)
        at = match(chosen.player, chosen.game, rows.i("player"), rows.i("game"))
        found[market] = chosen.placed(at)
    return found


def chosen_offers(offered: Frame, market: Market) -> Offers:
    """The middle line of each player and game, the lower one of two, books in name order."""
    mine = offered.take(offered.o("market") == str(market))
    books = mine.o("book").astype(object)
    line = mine.f("line")
    names = np.unique(books.astype(str), return_inverse=True)[1] if len(mine) else np.zeros(0, int)
    order = np.lexsort((names, line, mine.i("player"), mine.i("game")))
    game, player = mine.i("game")[order], mine.i("player")[order]
    fresh = np.r_[True, (np.diff(game) != 0) | (np.diff(player) != 0)] if len(order) else order > 0
    first = np.flatnonzero(fresh)
    sizes = np.diff(np.r_[first, len(order)])
    picked = order[first + (sizes - 1) // 2]
    moments = mine.o("known_at").astype("datetime64[us]").astype(np.int64).astype(np.float64)
    return Offers(
        mine.i("game")[picked],
        mine.i("player")[picked],
        line[picked],
        books[picked],
        moments[picked],
        mine.f("over_price")[picked],
        mine.f("under_price")[picked],
    )


def break_even(price: Floats) -> Floats:
    """The chance at which a bet at American odds neither wins nor loses; -110 where unknown."""
    safe = np.where(np.isnan(price) | (price == 0), -110.0, price)
    size = np.abs(safe)
    return np.asarray(np.where(safe < 0, size, 100.0) / (100.0 + size))


def no_vig(offers: Offers) -> Floats:
    """The chance of more than the line by the prices, margin taken out; 1/2 without both."""
    over, under = break_even(offers.over_price), break_even(offers.under_price)
    one_sided = np.isnan(offers.over_price) | np.isnan(offers.under_price)
    return np.asarray(np.where(one_sided, 0.5, over / (over + under)))


def recommendation(p_over: Floats, p_under: Floats, offers: Offers) -> Column:
    """What to do about a line: a side only where its chance beats the price by a point."""
    over = p_over >= p_under
    chance = np.where(over, p_over, p_under)
    price = np.where(over, offers.over_price, offers.under_price)
    side = np.where(over, "over", "under")
    worth = chance >= break_even(price) + _MARGIN
    found = np.where(worth, side, "pass")
    return np.where(np.isnan(offers.line), "no_line", found).astype(object)
