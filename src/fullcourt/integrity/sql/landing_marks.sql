-- What each landing table holds for each date: the evidence a raw cell's inputs hash is made of.
select p.table_name, coalesce(g.game_date, p.unit_date) as game_date,
    cast(sum(cast(md5_number_lower(concat_ws(chr(31), p.format, p.unit, p.content_hash,
        coalesce(cast(p.unit_date as varchar), chr(0)),
        coalesce(cast(p.captured_at as varchar), chr(0)))) as hugeint))
        % 18446744073709551616 as ubigint) as mark
from landing.payload p left join game_index g on g.game_id = p.unit
where p.is_current
group by 1, 2
