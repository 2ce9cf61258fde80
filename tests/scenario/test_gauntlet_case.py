"""One case of the gauntlet, end to end: what it measures is what the kit would say."""

from pathlib import Path

from bench.gauntlet.cases import Case, Planted
from bench.gauntlet.mutations import Mutation
from bench.gauntlet.scoring import Named, Share
from bench.gauntlet.trial import run_case
from tests.scenario import kit

from fullcourt.league import LeagueConfig, simulate


def test_one_case_end_to_end(tmp_path: Path) -> None:
    """Points of a date are zeroed behind the ledger's back: found, bounded, repaired."""
    site = kit.make_site(simulate(LeagueConfig.mini(dates=4, teams=4, seed=2)), tmp_path)
    day = site.dates[1]
    mutation = Mutation(
        "zeroed column",
        (("player_game_summary", day),),
        (f"update player_game_summary set points = 0 where game_date = date '{day}'",),
        str(day),
    )
    planted = Planted(site, mutation)
    found = run_case(Case("zeroed", str(day), planted.behind))
    assert found.verify == Named(Share(1, 1), 0, 0)
    assert found.status.recall == Share(0, 1), "the ledger alone cannot know"
    assert found.radius.recall.of == len(planted.bound()) > 0
    assert (found.effort.optimum, found.equal, found.idle) == (1, Share(1, 1), Share(1, 1))
    assert found.is_perfect
