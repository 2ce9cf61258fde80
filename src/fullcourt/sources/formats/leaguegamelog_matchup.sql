select
    'unknown_vocabulary' as rule,
    'neither "AAA vs. BBB" nor "AAA @ BBB"; is_home is NULL' as message,
    _row as "row",
    'MATCHUP' as "column",
    MATCHUP as "value",
    GAME_ID as unit,
    1 as "count"
from {rows}
where MATCHUP is null or not (MATCHUP like '% vs. %' or MATCHUP like '% @ %')
