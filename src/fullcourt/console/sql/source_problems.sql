-- Problems in source files, by file and rule.
select
    f.path, f.format, f.outcome, p.rule, cast(sum(p.row_count) as bigint) as row_count,
    bool_or(p.lost) as lost, min(p.message) as message
from wh.ledger.source_problem as p
join wh.ledger.source_file as f on f.file_id = p.file_id
group by f.path, f.format, f.outcome, p.rule
order by lost desc, row_count desc
limit 100
