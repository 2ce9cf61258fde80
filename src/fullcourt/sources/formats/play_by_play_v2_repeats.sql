-- Exact repeats of an event: all but the first.
with repeated as (
    select GAME_ID, EVENTNUM from {rows} group by GAME_ID, EVENTNUM having count(*) > 1
)
select
    _row,
    'duplicate_row' as rule,
    'exact repeats of an event; dropped' as message,
    GAME_ID as unit,
    false as lost
from (
    select
        r._row,
        r.GAME_ID,
        row_number() over (
            partition by
                r.GAME_ID, r.EVENTNUM, r.EVENTMSGTYPE, r.EVENTMSGACTIONTYPE, r.PERIOD,
                r.PCTIMESTRING, r.HOMEDESCRIPTION, r.VISITORDESCRIPTION, r.NEUTRALDESCRIPTION,
                r.SCORE, r.PLAYER1_ID, r.PLAYER2_ID, r.PLAYER3_ID, r.PERSON1TYPE, r.PERSON2TYPE,
                r.PERSON3TYPE, r.PLAYER1_TEAM_ID
            order by r._row
        ) as copy
    from {rows} as r
    join repeated using (GAME_ID, EVENTNUM)
)
where copy > 1
