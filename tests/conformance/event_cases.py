"""Made-up play-by-play files, one a feed."""

from source_case import AWAY, HOME, Case


def v2() -> Case:
    blank = {
        "GAME_ID": "0022100001", "EVENTNUM": "1", "EVENTMSGTYPE": "12", "EVENTMSGACTIONTYPE": "0",
        "PERIOD": "1", "PCTIMESTRING": "12:00", "HOMEDESCRIPTION": "", "NEUTRALDESCRIPTION": "",
        "VISITORDESCRIPTION": "", "SCORE": "", "PERSON1TYPE": "0", "PLAYER1_ID": "0",
        "PLAYER1_NAME": "", "PLAYER1_TEAM_ID": "", "PERSON2TYPE": "0", "PLAYER2_ID": "0",
        "PLAYER2_NAME": "", "PERSON3TYPE": "0", "PLAYER3_ID": "0", "PLAYER3_NAME": "",
    }  # fmt: skip
    shooter = {"PERSON1TYPE": "4", "PLAYER1_ID": "9000001", "PLAYER1_NAME": "Given One"}
    rows = [
        blank,
        blank
        | shooter
        | {
            "EVENTNUM": "9", "EVENTMSGTYPE": "1", "EVENTMSGACTIONTYPE": "1",
            "PCTIMESTRING": "11:42", "HOMEDESCRIPTION": "One 26' 3PT Jump Shot (3 PTS) (Two 1 AST)",
            "SCORE": "0 - 3", "PLAYER1_TEAM_ID": HOME, "PERSON2TYPE": "4", "PLAYER2_ID": "9000002",
            "PLAYER2_NAME": "Given Two",
        },
        blank
        | shooter
        | {
            "EVENTNUM": "7", "EVENTMSGTYPE": "2", "PCTIMESTRING": "11:20",
            "HOMEDESCRIPTION": "MISS One 4' Layup", "VISITORDESCRIPTION": "Three BLOCK (1 BLK)",
            "PLAYER1_TEAM_ID": HOME, "PERSON3TYPE": "5", "PLAYER3_ID": "9000003",
            "PLAYER3_NAME": "Given Three",
        },
        blank
        | {
            "EVENTNUM": "11", "EVENTMSGTYPE": "4", "PCTIMESTRING": "11:18", "PERSON1TYPE": "2",
            "PLAYER1_ID": AWAY, "VISITORDESCRIPTION": "TEAM REBOUND",
        },
    ]  # fmt: skip
    return Case(
        "v2",
        rows,
        optional="NEUTRALDESCRIPTION",
        bad=("PCTIMESTRING", "noon", "bad_clock"),
        team=("PLAYER1_TEAM_ID", "1610619999"),
        game_id="GAME_ID",
        floats=("PLAYER1_ID", "PLAYER1_TEAM_ID", "PERSON1TYPE"),
        tables={"nbac_play_by_play": 4, "player_names": 3},
    )


def cdn_reduced() -> Case:
    blank = {
        "game_id": "22100001", "period": "1", "clock": "PT11M42.00S", "actionNumber": "7",
        "actionType": "2pt", "description": "MISS A. One 11' Shot", "shotResult": "Missed",
        "scoreHome": "0", "scoreAway": "0", "person_id": "9000001", "assister_id": "",
        "stealPersonId": "", "blockPersonId": "9000003.0", "teamId": f"{HOME}.0",
    }  # fmt: skip
    swap = {"actionType": "substitution", "shotResult": "", "blockPersonId": ""}
    rows = [
        blank,
        blank
        | {
            "actionNumber": "8", "actionType": "block", "description": "C. Three BLOCK (1 BLK)",
            "person_id": "9000003", "blockPersonId": "", "shotResult": "", "teamId": f"{AWAY}.0",
        },
        blank | swap | {"actionNumber": "9", "description": "SUB out: A. One"},
        blank | swap | {"actionNumber": "10", "description": "SUB in: D. Four"},
    ]  # fmt: skip
    return Case(
        "cdn_reduced",
        rows,
        optional="stealPersonId",
        bad=("clock", "11:42", "bad_clock"),
        team=("teamId", "1610619999"),
        game_id="game_id",
        floats=("person_id",),
        tables={"nbac_play_by_play": 4},
    )


def cdn() -> Case:
    shot = {
        "gameId": "0022100001", "actionNumber": "7", "orderNumber": "70000", "actionType": "3pt",
        "subType": "Jump Shot", "period": "1", "clock": "PT11M42.00S", "personId": "9000001",
        "teamId": HOME, "description": "A. One 3PT", "shotResult": "Made", "scoreHome": "3",
        "scoreAway": "0", "assistPersonId": "9000002", "shotDistance": "25.9", "xLegacy": "-120",
        "yLegacy": "210", "area": "Above the Break 3",
    }  # fmt: skip
    start = dict.fromkeys(shot, "") | {
        "gameId": "0022100001", "actionNumber": "2", "orderNumber": "20000",
        "actionType": "period", "subType": "start", "period": "1", "clock": "PT12M00.00S",
        "personId": "0",
    }  # fmt: skip
    return Case(
        "cdn",
        [start, shot],
        optional="shotDistance",
        bad=("scoreHome", "three", "bad_number"),
        team=("teamId", "1610619999"),
        game_id="gameId",
        floats=("personId", "teamId"),
        tables={"nbac_play_by_play": 2},
    )


def v3() -> Case:
    shot = {
        "gameId": "0022400001", "actionId": "3", "actionNumber": "7", "actionType": "Missed Shot",
        "subType": "Jump Shot", "period": "1", "clock": "PT11M43.00S", "personId": "9000001",
        "teamId": HOME, "playerName": "One", "playerNameI": "A. One",
        "description": "MISS One 27' 3PT Jump Shot", "shotValue": "3", "shotDistance": "27",
        "xLegacy": "-168", "yLegacy": "205", "scoreHome": "", "scoreAway": "",
    }  # fmt: skip
    other = {"xLegacy": "0", "yLegacy": "0", "shotDistance": "0", "shotValue": "0", "subType": ""}
    rows = [
        shot,
        shot
        | other
        | {
            "actionId": "4", "actionType": "", "personId": "9000003", "teamId": AWAY,
            "playerName": "Three", "playerNameI": "C. Three", "description": "Three BLOCK (1 BLK)",
        },
        shot
        | {
            "actionId": "5", "actionNumber": "9", "actionType": "Made Shot",
            "description": "One 2' Layup (2 PTS) (Two 1 AST)", "shotValue": "2",
        },
        shot
        | other
        | {
            "actionId": "6", "actionNumber": "10", "actionType": "Rebound",
            "personId": "9000002", "playerName": "Two", "playerNameI": "B. Two",
            "description": "Two REBOUND (Off:0 Def:1)",
        },
    ]  # fmt: skip
    return Case(
        "v3",
        rows,
        optional="playerNameI",
        bad=("period", "first", "bad_number"),
        team=("teamId", "1610619999"),
        game_id="gameId",
        floats=("personId", "teamId"),
        tables={"nbac_play_by_play": 4},
    )
