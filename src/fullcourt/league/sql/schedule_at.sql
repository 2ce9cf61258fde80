-- The schedule as it stood at one moment: dates, results and postponements known by then.
create or replace temp table s as
select
    g.* exclude (date, known),
    s_raw.moment::date as date,
    s_raw.known,
    s_raw.postponed
from g
join s_raw on s_raw.game = g.game
where s_raw.announced
