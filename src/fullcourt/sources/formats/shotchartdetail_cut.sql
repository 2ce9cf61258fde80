-- A file of exactly 102,400 rows was cut by the API: its last game is incomplete.
select
    _row,
    'row_limit_cut' as rule,
    'the answer stops at 102,400 rows, inside this game, the last one; its shots are left out'
        as message,
    GAME_ID as unit,
    true as lost
from {rows}
where
    (select max(_row) from {rows}) = 102400
    and GAME_ID = (select arg_max(GAME_ID, _row) from {rows})
