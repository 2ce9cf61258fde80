"""One made-up file for every source format, and how to break it.

The conformance suite runs every test over every case, so a new format joins it by adding a case.
"""

from event_cases import cdn, cdn_reduced, v2, v3
from source_case import AWAY, HOME, Case

__all__ = ["AWAY", "CASES", "HOME", "Case"]

BOX = {
    "PTS": "12", "FGM": "4", "FGA": "9", "FG3M": "1", "FG3A": "3", "FTM": "3", "FTA": "4",
    "OREB": "1", "DREB": "5", "AST": "2", "STL": "1", "BLK": "0", "TOV": "2", "PF": "3",
}  # fmt: skip
LOG = {"GAME_ID": "0022100001", "GAME_DATE": "2021-10-19", "WL": "W", "MIN": "31"}

V3 = {
    "points": "12", "fieldGoalsMade": "4", "fieldGoalsAttempted": "9", "threePointersMade": "1",
    "threePointersAttempted": "3", "freeThrowsMade": "3", "freeThrowsAttempted": "4",
    "reboundsOffensive": "1", "reboundsDefensive": "5", "assists": "2", "steals": "1",
    "blocks": "0", "turnovers": "2", "foulsPersonal": "3",
}  # fmt: skip


def players() -> Case:
    rows = [
        {
            "PLAYER_ID": str(9_000_001 + i),
            "PLAYER_NAME": f"Given Surname {i}",
            "TEAM_ID": HOME if i % 2 else AWAY,
            "MATCHUP": "BOS vs. LAL" if i % 2 else "LAL @ BOS",
            **LOG,
            **BOX,
            "PLUS_MINUS": "-4",
        }
        for i in range(4)
    ]
    return Case(
        "leaguegamelog",
        rows,
        optional="PLUS_MINUS",
        bad=("PTS", "twelve", "bad_number"),
        team=("TEAM_ID", "1610619999"),
        game_id="GAME_ID",
        floats=("PLAYER_ID", "TEAM_ID"),
        tables={"nbac_gamebook": 4, "player_names": 4},
    )


def teams() -> Case:
    rows = [
        {"TEAM_ID": team, "MATCHUP": matchup, "TEAM_NAME": "any", **LOG, **BOX}
        for team, matchup in ((HOME, "BOS vs. LAL"), (AWAY, "LAL @ BOS"))
    ]
    return Case(
        "leaguegamelog",
        rows,
        optional="WL",
        bad=("FGA", "9.5", "bad_number"),
        team=("TEAM_ID", "1610619999"),
        game_id="GAME_ID",
        floats=("TEAM_ID",),
        tables={"nbac_team_boxscore": 2},
    )


def box_with_comments() -> Case:
    rows = [
        {
            "gameId": "0042100001",
            "game_date": "2022-04-16",
            "teamId": HOME,
            "personId": str(9_000_001 + i),
            "personName": f"Given Surname {i}",
            "position": "G" if i < 5 else "",
            "comment": "" if i < 6 else "DNP - Coach's Decision",
            "minutes": "31:07" if i < 6 else "",
            **V3,
            "plusMinusPoints": "3",
        }
        for i in range(7)
    ]
    return Case(
        "boxscoretraditionalv3",
        rows,
        optional="game_date",
        bad=("minutes", "long", "bad_clock"),
        team=("teamId", "1610619999"),
        game_id="gameId",
        floats=("personId", "teamId"),
        tables={"nbac_gamebook": 7, "player_names": 7},
    )


def shot_chart() -> Case:
    corner = {
        "GAME_ID": "0022100001", "GAME_EVENT_ID": "7", "PLAYER_ID": "9000001",
        "PLAYER_NAME": "Given One", "TEAM_ID": HOME, "PERIOD": "1", "MINUTES_REMAINING": "11",
        "SECONDS_REMAINING": "42", "ACTION_TYPE": "Jump Shot", "SHOT_TYPE": "3PT Field Goal",
        "SHOT_ZONE_BASIC": "Left Corner 3", "SHOT_DISTANCE": "22", "LOC_X": "-225", "LOC_Y": "10",
        "SHOT_MADE_FLAG": "0", "GAME_DATE": "20211019",
    }  # fmt: skip
    layup = corner | {
        "GAME_EVENT_ID": "15", "PLAYER_ID": "9000003", "PLAYER_NAME": "Given Three",
        "TEAM_ID": AWAY, "SHOT_TYPE": "2PT Field Goal", "SHOT_ZONE_BASIC": "Restricted Area",
        "SHOT_DISTANCE": "1", "LOC_X": "5", "LOC_Y": "12", "SHOT_MADE_FLAG": "1",
    }  # fmt: skip
    return Case(
        "shotchartdetail",
        [corner, layup, layup | {"GAME_EVENT_ID": "19"}],
        optional="ACTION_TYPE",
        bad=("LOC_X", "left", "bad_number"),
        team=("TEAM_ID", "1610619999"),
        game_id="GAME_ID",
        floats=("PLAYER_ID", "TEAM_ID", "LOC_Y"),
        tables={"shot_chart": 3, "player_names": 2},
    )


def shot_archive() -> Case:
    corner = {
        "GAME_ID": "22200004", "PLAYER_ID": "9000001", "PLAYER_NAME": "Given One",
        "TEAM_ID": HOME, "QUARTER": "1", "MINS_LEFT": "11", "SECS_LEFT": "20",
        "SHOT_DISTANCE": "23", "ACTION_TYPE": "Jump Shot", "SHOT_TYPE": "3PT Field Goal",
        "BASIC_ZONE": "Left Corner 3", "LOC_X": "23.4", "LOC_Y": "12.95", "SHOT_MADE": "TRUE",
        "GAME_DATE": "10-19-2022",
    }  # fmt: skip
    layup = corner | {
        "PLAYER_ID": "9000003", "PLAYER_NAME": "Given Three", "TEAM_ID": AWAY,
        "SHOT_TYPE": "2PT Field Goal", "BASIC_ZONE": "Restricted Area", "SHOT_DISTANCE": "1",
        "LOC_X": "-1.3", "LOC_Y": "5.25", "SHOT_MADE": "FALSE",
    }  # fmt: skip
    return Case(
        "shot_archive",
        [corner, layup, layup],
        optional="ACTION_TYPE",
        bad=("LOC_Y", "deep", "bad_number"),
        team=("TEAM_ID", "1610619999"),
        game_id="GAME_ID",
        floats=("PLAYER_ID", "TEAM_ID"),
        tables={"shot_chart": 3, "player_names": 2},
    )


def cdn_schedule() -> Case:
    done = {
        "gameId": "0022300001", "gameDateTimeEst": "2023-11-03T19:30:00Z",
        "gameStatusText": "Final", "postponedStatus": "A", "homeTeam.teamId": HOME,
        "awayTeam.teamId": AWAY, "homeTeam.score": "101", "awayTeam.score": "99",
    }  # fmt: skip
    planned = done | {
        "gameId": "0022300002", "gameDateTimeEst": "2024-07-04T20:00:00Z",
        "gameStatusText": "8:00 pm ET", "homeTeam.score": "0", "awayTeam.score": "0",
    }  # fmt: skip
    return Case(
        "cdn_schedule",
        [done, planned],
        optional="postponedStatus",
        bad=("homeTeam.score", "many", "bad_number"),
        team=("homeTeam.teamId", "1610619999"),
        game_id="gameId",
        floats=("homeTeam.teamId", "homeTeam.score"),
        tables={"nbac_schedule": 2},
    )


def data_nba_schedule() -> Case:
    done = {
        "gid": "0022100001", "etdate": "2021-10-19", "ettime": "19:30:00", "st": "3",
        "stt": "Final", "h.tid": HOME, "v.tid": AWAY, "h.s": "127", "v.s": "104",
    }  # fmt: skip
    planned = done | {"gid": "0022100002", "st": "1", "stt": "TBD", "ettime": "00:00:00"}
    return Case(
        "data_nba_schedule",
        [done, planned | {"h.s": "0", "v.s": "0"}],
        optional="ettime",
        bad=("etdate", "tomorrow", "bad_date"),
        loses=True,
        team=("v.tid", "1610619999"),
        game_id="gid",
        floats=("h.tid", "v.tid"),
        tables={"nbac_schedule": 2},
    )


def game_info() -> Case:
    ten = "|".join(str(9_000_001 + i) for i in range(10))
    row = {
        "game_id": "22100001", "date": "2021-10-19", "status": "Final", "home_name": "Celtics",
        "home_score": "104", "home_logo": "", "away_name": "Lakers", "away_score": "127",
        "away_logo": "", "players_json": '{"9000001": "Given One", "9000002": "Given Two"}',
        "starter_on": ten,
    }  # fmt: skip
    return Case(
        "game_info",
        [row, row | {"game_id": "22100002", "starter_on": "9000001|9000002"}],
        optional="home_logo",
        bad=("home_score", "high", "bad_number"),
        team=("home_name", "Nobodies"),
        game_id="game_id",
        tables={"game_info": 2, "player_names": 4},
    )


def season_odds() -> Case:
    row = {
        "Date": "2021-22-1019", "Home": "Boston Celtics", "Away": "Los Angeles Lakers",
        "OU": "220.5", "Spread": "4.5", "ML_Home": "-180", "ML_Away": "+155\u00a0",
        "Points": "231",
    }  # fmt: skip
    return Case(
        "season_odds",
        [row, row | {"Date": "2021-22-0102"}],
        optional="Points",
        bad=("OU", "over", "bad_number"),
        team=("Home", "Nobodies"),
        loses=False,
        tables={"game_lines": 10},
    )


def odds_api_props() -> Case:
    row = {
        "player_name": "Given One", "event_id": "e1", "event_date": "2023-10-24",
        "home_team": "Boston Celtics", "away_team": "Los Angeles Clippers",
        "bookmaker": "A Book", "market": "points", "line": "23.5",
        "timestamp": "2023-10-25T00:25:44Z", "over_price": "100.0", "under_price": "-125.0",
    }  # fmt: skip
    return Case(
        "odds_api_props",
        [row, row | {"player_name": "Given Two"}],
        optional="market",
        bad=("timestamp", "soon", "bad_time"),
        team=("home_team", "Nobodies"),
        tables={"player_props": 2},
    )


def injury_transactions() -> Case:
    row = {
        "Date": "2021-10-18", "Team": "Blazers", "Acquired": "",
        "Relinquished": " Given One / G. One (Middle)", "Notes": "placed on IL",
    }  # fmt: skip
    return Case(
        "prosportstransactions",
        [row, row | {"Acquired": " Given Two", "Relinquished": ""}],
        optional="Notes",
        bad=("Date", "Monday", "bad_date"),
        loses=True,
        team=("Team", "Nobodies"),
        tables={"injury_transactions": 2},
    )


def postponed() -> Case:
    row = {
        "away_team": "Los Angeles Lakers", "home_team": "Boston Celtics",
        "previous_date": "Dec. 23, 2021", "rescheduled_date": "March 4, 2022",
        "rescheduled_time": "7:30 p.m. ET",
    }  # fmt: skip
    return Case(
        "cbssports_postponed",
        [row, row | {"previous_date": "Dec. 30, 2021"}],
        optional="rescheduled_time",
        bad=("rescheduled_date", "later", "bad_date"),
        team=("home_team", "Nobodies"),
        tables={"postponed_games": 2},
    )


def injury_report() -> Case:
    row = {
        "Game Date": "12/01/2021", "Game Time": "07:30 (ET)", "Matchup": "LAL@BOS",
        "Team": "Boston Celtics", "Player Name": "One Jr., Given", "Current Status": "Questionable",
        "Reason": "Left Ankle; Sprain", "Report Time": "12/01/2021 05:30 PM",
    }  # fmt: skip
    missing = {"Player Name": "", "Current Status": "", "Reason": "NOT YET SUBMITTED"}
    return Case(
        "official_injury_report",
        [row, row | {"Team": "Los Angeles Lakers"} | missing],
        optional="Reason",
        bad=("Report Time", "evening", "bad_time"),
        loses=True,
        team=("Team", "Nobodies"),
        tables={"injury_report": 2},
    )


CASES = {
    "players": players(),
    "teams": teams(),
    "box_with_comments": box_with_comments(),
    "v2": v2(),
    "cdn_reduced": cdn_reduced(),
    "cdn": cdn(),
    "v3": v3(),
    "shotchartdetail": shot_chart(),
    "shot_archive": shot_archive(),
    "cdn_schedule": cdn_schedule(),
    "data_nba_schedule": data_nba_schedule(),
    "game_info": game_info(),
    "season_odds": season_odds(),
    "odds_api_props": odds_api_props(),
    "prosportstransactions": injury_transactions(),
    "cbssports_postponed": postponed(),
    "official_injury_report": injury_report(),
}
