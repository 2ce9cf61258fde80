"""The parts of a prediction on made-up numbers."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fullcourt.predict import leaks
from fullcourt.predict.bands import LEVELS, chances, fit_bands, rising_curve, typical_bands
from fullcourt.predict.boosting import QUANTILES, fit_boosted, load_boosted
from fullcourt.predict.design import Design
from fullcourt.predict.ensemble import Graded, mix, weigh
from fullcourt.predict.frames import Frame, latest_before, match
from fullcourt.predict.linear import fit_ridge, load_ridge
from fullcourt.predict.memory import fading_means, game_numbers, latest
from fullcourt.predict.network import fit_network, load_network
from fullcourt.predict.offers import break_even, chosen_offers, recommendation
from fullcourt.predict.systems import MEMBERS, Market, System

RNG = np.random.default_rng(5)


def test_fading_means_forget_with_their_half_life_and_never_mix_players() -> None:
    player = np.array([1, 1, 1, 2])
    means = fading_means(player, np.array([[8.0], [4.0], [0.0], [9.0]]), (1.0,))[:, 0, 0]
    assert means == pytest.approx([8, (4 + 8 / 2) / 1.5, (0 + 4 / 2 + 8 / 4) / 1.75, 9])
    assert game_numbers(player).tolist() == [0, 1, 2, 0]
    assert latest(player, np.array([8.0, 4, 0, 9]), 2)[2].tolist() == [0, 4]


def test_the_latest_earlier_row_is_strictly_earlier() -> None:
    of, on = np.array([1, 1, 2]), np.array([10, 20, 10])
    found = latest_before(of, on, np.array([1, 1, 1, 2, 3]), np.array([10, 20, 21, 10, 99]))
    assert found.tolist() == [-1, 0, 1, -1, -1]
    assert match(of, on, np.array([2, 1, 1]), np.array([10, 20, 11])).tolist() == [2, 1, -1]


@given(st.floats(0, 60), st.integers(1, 80), st.booleans())
def test_chances_sum_to_one_and_only_whole_lines_push(p: float, line: int, half: bool) -> None:
    values = typical_bands().values(np.array([p]))
    at = np.array([line - 0.5 if half else float(line)])
    over, push = chances(values, at)
    assert 0 <= over[0] <= 1
    assert 0 <= push[0] <= 1 - over[0] + 1e-12
    assert (push[0] == 0) or not half


@given(st.lists(st.floats(0, 60), min_size=2, max_size=20))
def test_quantiles_never_cross(predicted: list[float]) -> None:
    values = typical_bands().values(np.array(predicted))
    assert (np.diff(values, axis=1) >= 0).all()


def test_learned_bands_cover_what_they_say() -> None:
    predicted = RNG.uniform(2, 30, 8_000)
    actual = np.maximum(0, np.round(predicted + RNG.normal(0, 1 + predicted / 5)))
    bands = fit_bands(predicted, actual)
    values = bands.values(predicted)
    low, high = values[:, LEVELS == 0.1][:, 0], values[:, LEVELS == 0.9][:, 0]
    assert ((actual >= low) & (actual <= high)).mean() == pytest.approx(0.8, abs=0.03)


def test_an_isotonic_curve_rises_and_repairs_overconfidence() -> None:
    said = RNG.uniform(0, 1, 20_000)
    happened = (RNG.uniform(0, 1, 20_000) < 0.5 + 0.5 * (said - 0.5)).astype(float)
    curve = rising_curve(said, happened)
    assert (np.diff(curve[0]) >= 0).all()
    assert (np.diff(curve[1]) >= 0).all()
    assert np.interp(0.9, *curve) == pytest.approx(0.7, abs=0.05)


def _graded(rows: int, noise: dict[System, float]) -> Graded:
    actual = RNG.uniform(0, 30, rows)
    guesses = {s: actual + RNG.normal(0, noise.get(s, 50.0), rows) for s in MEMBERS[Market.POINTS]}
    nothing = np.full(rows, np.nan)
    return Graded(guesses, actual, np.arange(rows), nothing, None, nothing, nothing)


def test_weights_favour_the_better_and_leave_out_the_bad() -> None:
    graded = _graded(2_000, {System.RIDGE: 3.0, System.NETWORK: 3.0, System.BOOSTED: 6.0})
    weights = weigh(Market.POINTS, graded, np.ones(2_000, dtype=bool))
    assert sum(weights.values()) == pytest.approx(1)
    assert weights[System.BOOSTED] == 0 == weights[System.SIMILARITY]


def test_without_500_graded_rows_trained_systems_count_the_same() -> None:
    graded = _graded(499, {})
    weights = weigh(Market.POINTS, graded, np.ones(499, dtype=bool))
    assert weights[System.RIDGE] == weights[System.BOOSTED] == weights[System.NETWORK] == 1 / 3


def test_an_ensemble_needs_two_systems() -> None:
    one = {System.RIDGE: np.array([4.0, 4.0]), System.NETWORK: np.array([6.0, np.nan])}
    found = mix({System.RIDGE: 0.5, System.NETWORK: 0.5}, one, 2)
    assert found[0] == 5
    assert np.isnan(found[1])


def test_models_are_the_same_every_time_and_after_storing() -> None:
    x = RNG.normal(size=(6_000, 6))
    x[::7, 2] = np.nan
    y = np.maximum(0, 10 + 4 * x[:, 0] + RNG.normal(size=6_000))
    both = np.column_stack([y, 2 * y])
    for fit, load in ((fit_ridge, load_ridge), (fit_network, load_network)):
        first, second = fit(x, both), fit(x, both)  # type: ignore[operator]
        assert np.array_equal(first.predict(x), second.predict(x))
        assert np.array_equal(first.predict(x), load(first.arrays()).predict(x))  # type: ignore[operator]
    trees = [fit_boosted(x, y, y + 1) for _ in range(2)]
    said = [load_boosted(t.arrays()).predict(x) for t in trees]
    assert np.array_equal(said[0]["points"], said[1]["points"])
    assert said[0]["quantiles"].shape == (6_000, len(QUANTILES))
    assert (np.diff(said[0]["quantiles"], axis=1) >= 0).all()


def _offered(lines: list[float]) -> Frame:
    n = len(lines)
    return Frame(
        {
            "game": np.full(n, 5), "player": np.full(n, 7),
            "market": np.array(["points"] * n, dtype=object),
            "book": np.array([f"book{i}" for i in range(n)], dtype=object),
            "line": np.array(lines), "over_price": np.full(n, -110.0),
            "under_price": np.full(n, 120.0),
            "known_at": np.array(["2022-01-01"] * n, dtype="datetime64[us]"),
        }
    )  # fmt: skip


def test_the_middle_line_is_held_against_a_prediction() -> None:
    offers = chosen_offers(_offered([20.5, 18.5, 19.5]), Market.POINTS)
    assert offers.line.tolist() == [19.5]
    assert offers.book.tolist() == ["book2"]
    assert not len(chosen_offers(_offered([20.5]), Market.PRA).line)


def test_advice_needs_more_than_the_break_even() -> None:
    offers = chosen_offers(_offered([19.5]), Market.POINTS).placed(np.array([0, 0, 0, -1]))
    over = np.array([0.54, 0.53, 0.40, 0.9])
    assert recommendation(over, 1 - over, offers).tolist() == ["over", "pass", "under", "no_line"]
    assert break_even(np.array([-110.0, 120.0, np.nan])) == pytest.approx(
        [110 / 210, 100 / 220, 110 / 210]
    )


def _design(planted: bool) -> Design:
    rows = 1_500
    actual = RNG.poisson(12, rows).astype(float)
    honest = actual + RNG.normal(0, 6, rows)
    peeked = actual + RNG.normal(0, 0.5, rows)
    columns = {
        "ready": np.ones(rows, dtype=bool), "appeared": np.ones(rows, dtype=bool),
        "y_points": actual,
    }  # fmt: skip
    return Design(
        Frame(columns),
        ("honest", "peeked"),
        np.column_stack([honest, peeked if planted else honest]),
    )


def test_a_planted_leak_trips_the_alarm_and_is_named() -> None:
    leaks.watch_features(_design(planted=False))
    with pytest.raises(leaks.LeakError, match="peeked") as caught:
        leaks.watch_features(_design(planted=True))
    assert caught.value.fields["columns"] == ["peeked"]


def test_a_system_better_than_knowing_the_minutes_is_a_leak() -> None:
    errors = np.full(2_000, 4.0)
    leaks.watch_results("boosted", errors, errors - 0.3, {})
    with pytest.raises(leaks.LeakError, match="boosted"):
        leaks.watch_results("boosted", errors - 1, errors, {"peeked": 0.95})


@pytest.mark.parametrize("threads", [1, 2])
def test_the_number_of_threads_changes_no_bit(threads: int) -> None:
    from threadpoolctl import threadpool_limits

    from fullcourt.predict.threads import one_thread

    rng = np.random.default_rng(1)
    x = rng.normal(size=(4_000, 120))
    y = np.column_stack([10 + x[:, 0], 20 + x[:, 1]])
    with one_thread():
        wanted = fit_ridge(x, y).weights
    with threadpool_limits(limits=threads, user_api="blas"), one_thread():
        assert np.array_equal(fit_ridge(x, y).weights, wanted)
