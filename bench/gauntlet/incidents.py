"""The incidents of the domain specification that show in tables, as an older tool left them."""

from collections.abc import Callable, Collection, Sequence
from datetime import date

from tests.scenario.kit import Site

from bench.gauntlet.mutations import Mutation

DEFENCE = "team_defense_game_summary"
ZONES = "team_defense_zone_analysis"
CONTEXT = "upcoming_player_game_context"
FACTORS = "player_composite_factors"
FEATURES = "ml_feature_store"
BOX = "nbac_team_boxscore"
_LINES = (BOX, "nbac_gamebook", DEFENCE, "team_offense_game_summary", "player_game_summary")
_SCORES = ("opponent_strength_score", "shot_zone_mismatch_score", "pace_score")


def incidents(site: Site) -> list[Mutation]:
    """Each of them on dates by which the windows are full."""
    return [make(site) for make in _ALL]


def _zone_cascade(site: Site) -> Mutation:
    days = site.dates[12:20]
    lost = [f"opp_{z}_{n} = null" for z in ("paint", "mid_range") for n in ("attempts", "makes")]
    after = f"game_date between date '{days[1]}' and date '{site.dates[28]}'"
    zeros = [
        f"update {table} set opponent_strength_score = 0"
        f" where opponent_strength_score is null and {after}"
        for table in (FACTORS, FEATURES)
    ]
    return Mutation(
        "S1 zone cascade",
        tuple((DEFENCE, d) for d in days),
        (f"update {DEFENCE} set {', '.join(lost)} where {_on(days)}",),
        f"{DEFENCE} {days[0]}..{days[-1]}",
        symptoms=tuple(zeros),
    )


def _empty_defence(site: Site) -> Mutation:
    day = site.dates[24]
    zeros = ", ".join(f"{c} = 0" for c in _SCORES)
    return Mutation(
        "S2 empty analysis",
        ((ZONES, day),),
        (f"delete from {ZONES} where {_on([day])}",),
        f"{ZONES} {day}",
        symptoms=(f"update {FACTORS} set {zeros} where {_on([day])}",),
    )


def _one_of_many(site: Site) -> Mutation:
    days = site.dates[26:28]
    kept = [
        f"""delete from {CONTEXT} where {_on([day])} and player_id not in (select player_id
        from {CONTEXT} where {_on([day])} order by player_id limit {rows})"""
        for day, rows in zip(days, (1, 68), strict=True)
    ]
    cells = tuple((CONTEXT, d) for d in days)
    return Mutation("S3 one of many", cells, tuple(kept), f"{CONTEXT} {days[0]}, {days[1]}")


def _true_gaps(site: Site) -> Mutation:
    days = [site.dates[22], site.dates[30]]
    return Mutation(
        "S5 true gaps",
        tuple((FEATURES, d) for d in days),
        (f"delete from {FEATURES} where {_on(days)}", "delete from ledger.run"),
        f"{FEATURES} {days[0]}, {days[1]}",
        forgets=True,
    )


def _four_times(site: Site) -> Mutation:
    day = site.dates[18]
    again = f"insert into {BOX} select b.* from {BOX} as b cross join range(3) where {_on([day])}"
    return Mutation(
        "S7 rows four times",
        ((BOX, day),),
        (again,),
        f"{BOX} {day}",
        rebuilds=False,
        bounded=False,
    )


def _summaries(site: Site) -> Mutation:
    days = site.dates[11:17]
    return Mutation(
        "S8 summaries missing",
        tuple((table, d) for table in _LINES for d in days),
        tuple(f"delete from {table} where {_on(days)}" for table in _LINES),
        f"five tables {days[0]}..{days[-1]}",
        rebuilds=False,
    )


def _on(days: Collection[date]) -> str:
    listed = ", ".join(f"date '{d}'" for d in days)
    return f"game_date in ({listed})"


_ALL: Sequence[Callable[[Site], Mutation]] = (
    _zone_cascade,
    _empty_defence,
    _one_of_many,
    _true_gaps,
    _four_times,
    _summaries,
)
