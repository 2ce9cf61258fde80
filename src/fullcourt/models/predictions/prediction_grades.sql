/*
about = """What became of every prediction of a played game: error, coverage, and whether the advice was right.
The latest prediction issued before tip-off is graded; only without one the replay."""
due   = "played"
grain = ["game_date", "game_id", "player_id", "market", "system"]

[reads]
points_predictions  = "same day"
issued_predictions  = "same day"
games               = "same day"
player_games        = "same day"
player_game_summary = "same day"
nbac_gamebook       = "same day"
ml_feature_store    = "same day"

[columns]
season             = "TEXT: season of the game"
game_date          = "DATE: US Eastern date of the game"
game_id            = "TEXT: game"
player_id          = "INT: player"
market             = "TEXT: points or pra"
system             = "TEXT: how it was predicted"
model_id           = "TEXT: the model behind the prediction"
basis              = "TEXT: issued or replay: which prediction was graded"
issued_at          = "TIMESTAMP: when it was issued, UTC; NULL for a replay"
outcome            = "TEXT: over, under, push, no_line, or void (he did not appear for this team)"
detail             = "TEXT: why a void row is void: other_team, the source's words, or did_not_play; NULL else"
actual_points      = "INT: the market's count; NULL when void"
actual_minutes     = "DOUBLE: minutes played; NULL when void"
predicted_points   = "DOUBLE: the graded prediction, points"
line               = "DOUBLE: the line it was held against"
closing_line       = "DOUBLE: the books' middle line right before tip-off; NULL if none was offered"
error              = "DOUBLE: prediction minus actual, points"
absolute_error     = "DOUBLE: its size, points"
squared_error      = "DOUBLE: its square"
in_80              = "BOOL: actual within q10 to q90"
in_50              = "BOOL: actual within q25 to q75"
pinball_50         = "DOUBLE: quantile loss of the median, points"
recommendation     = "TEXT: over, under, pass or no_line"
recommendation_correct = "BOOL: whether the advice won; NULL for pass, push, void and no_line"
p_over             = "DOUBLE: chance it gave to more than the line"
p_push             = "DOUBLE: chance it gave to exactly the line"
profit_units       = "DOUBLE: won or lost per unit staked at the stored price; NULL without advice or price"
populations        = "TEXT: tags: all; trailing10_20 for players with 20 minutes or more over the last 10 as of the game"

[decimals]
actual_minutes   = 3
predicted_points = 3
line             = 1
closing_line     = 1
error            = 3
absolute_error   = 3
squared_error    = 3
pinball_50       = 3
p_over           = 4
p_push           = 4
profit_units     = 4

[expect]
keys = """
select p.game_date, p.game_id, p.player_id, p.market, p.system,
    case
        when a.appearance = 'unknown' then true
        when a.team_id = p.team_id
            then case when p.market = 'pra' then s.oreb + s.dreb + s.ast + s.points else s.points end is null
        when w.player_id is not null then false
        else coalesce(n.players, 0) < 5
    end as unknown
from (
    select game_date, game_id, player_id, market, system, team_id,
        row_number() over (
            partition by game_date, game_id, player_id, market, system order by issued_at desc nulls last
        ) as age
    from (
        select game_date, game_id, player_id, market, system, team_id, cast(null as timestamp) as issued_at
        from points_predictions
        where game_date between @start and @end
        union all
        select i.game_date, i.game_id, i.player_id, i.market, i.system, i.team_id, i.issued_at
        from issued_predictions as i
        join games as t on t.game_date = i.game_date and t.game_id = i.game_id and i.issued_at < t.tip_utc
        where i.game_date between @start and @end
    ) as both_kinds
) as p
join games as g
    on g.game_date = p.game_date and g.game_id = p.game_id and g.status = 'played' and p.age = 1
left join player_games as a
    on a.game_date = p.game_date and a.game_id = p.game_id and a.player_id = p.player_id
left join player_games as w
    on w.game_date = p.game_date and w.player_id = p.player_id and w.appearance = 'yes'
left join player_game_summary as s
    on s.game_date = p.game_date and s.game_id = p.game_id and s.player_id = p.player_id
left join (
    select game_date, game_id, team_id, count(*) as players
    from player_games
    where appearance = 'yes' and game_date between @start and @end
    group by game_date, game_id, team_id
) as n on n.game_date = p.game_date and n.game_id = p.game_id and n.team_id = p.team_id
"""
defect_if = { source_missing = "unknown" }

[critical]
outcome = { not_null = true }

[rules]
void_has_no_error = "(outcome = 'void') = (absolute_error is null)"
error_is_difference = "abs(error - (predicted_points - actual_points)) < 0.0015"
*/
with issues as (
    select
        i.*,
        row_number() over (
            partition by i.game_date, i.game_id, i.player_id, i.market, i.system
            order by i.issued_at desc
        ) as age
    from issued_predictions as i
    join games as t
        on t.game_date = i.game_date and t.game_id = i.game_id and i.issued_at < t.tip_utc
    where i.game_date between @start and @end
),
said as (
    select
        season, game_date, game_id, player_id, market, system, model_id, team_id, predicted_points,
        q10, q25, q50, q75, q90, line, over_price, under_price, p_over, p_push, recommendation, basis,
        issued_at
    from issues
    where age = 1
    union all
    select
        p.season, p.game_date, p.game_id, p.player_id, p.market, p.system, p.model_id, p.team_id,
        p.predicted_points, p.q10, p.q25, p.q50, p.q75, p.q90, p.line, p.over_price, p.under_price,
        p.p_over, p.p_push, p.recommendation, p.basis, cast(null as timestamp) as issued_at
    from points_predictions as p
    where p.game_date between @start and @end
        and not exists (
            select 1 from issues as i
            where i.game_date = p.game_date and i.game_id = p.game_id
                and i.player_id = p.player_id and i.market = p.market and i.system = p.system
        )
),
seen as (
    select game_date, game_id, team_id, count(*) as players
    from player_games
    where appearance = 'yes' and game_date between @start and @end
    group by game_date, game_id, team_id
),
played as (
    select
        p.*,
        c.line as closing_line,
        s.minutes as s_minutes,
        case when p.market = 'pra' then s.oreb + s.dreb + s.ast + s.points else s.points end as actual,
        case
            when w.player_id is not null and w.team_id <> p.team_id then 'other_team'
            when b.status_comment is not null and b.status_comment <> '' then b.status_comment
            else 'did_not_play'
        end as why,
        case when f.minutes_avg_10 >= 20 then 'all,trailing10_20' else 'all' end as populations,
        -- A player is void only where his team's players are named and he is not among them.
        case
            when a.appearance = 'unknown' then 'unknown'
            when a.team_id = p.team_id then 'appeared'
            when w.player_id is not null or n.players >= 5 then 'void'
            else 'unknown'
        end as fate
    from said as p
    join games as g on g.game_date = p.game_date and g.game_id = p.game_id and g.status = 'played'
    left join points_predictions as c
        on c.game_date = p.game_date and c.game_id = p.game_id and c.player_id = p.player_id
        and c.market = p.market and c.system = p.system
    left join player_games as a
        on a.game_date = p.game_date and a.game_id = p.game_id and a.player_id = p.player_id
    left join player_games as w
        on w.game_date = p.game_date and w.player_id = p.player_id and w.appearance = 'yes'
    left join player_game_summary as s
        on s.game_date = p.game_date and s.game_id = p.game_id and s.player_id = p.player_id
    left join seen as n
        on n.game_date = p.game_date and n.game_id = p.game_id and n.team_id = p.team_id
    left join nbac_gamebook as b
        on b.game_date = p.game_date and b.game_id = p.game_id and b.player_id = p.player_id
    left join ml_feature_store as f
        on f.game_date = p.game_date and f.game_id = p.game_id and f.player_id = p.player_id
),
counted as (
    select
        season, game_date, game_id, player_id, market, system, model_id, team_id, predicted_points,
        q10, q25, q50, q75, q90, line, over_price, under_price, p_over, p_push, recommendation, basis,
        issued_at, closing_line, why, populations, fate = 'appeared' as appeared,
        case when fate = 'appeared' then actual end as actual,
        case when fate = 'appeared' then s_minutes end as s_minutes
    from played
    where fate = 'void' or (fate = 'appeared' and actual is not null)
),
judged as (
    select
        *,
        case
            when not appeared then 'void'
            when line is null then 'no_line'
            when actual > line then 'over'
            when actual < line then 'under'
            else 'push'
        end as outcome,
        case recommendation when 'over' then over_price when 'under' then under_price end as price
    from counted
)
select
    season,
    game_date,
    game_id,
    player_id,
    market,
    system,
    model_id,
    basis,
    issued_at,
    outcome,
    case when not appeared then why end as detail,
    cast(actual as integer) as actual_points,
    s_minutes as actual_minutes,
    predicted_points,
    line,
    closing_line,
    @round(predicted_points - actual, 3) as error,
    @round(abs(predicted_points - actual), 3) as absolute_error,
    @round((predicted_points - actual) * (predicted_points - actual), 3) as squared_error,
    case when appeared then actual >= q10 and actual <= q90 end as in_80,
    case when appeared then actual >= q25 and actual <= q75 end as in_50,
    @round(0.5 * abs(actual - q50), 3) as pinball_50,
    recommendation,
    case
        when recommendation in ('over', 'under') and outcome in ('over', 'under')
            then recommendation = outcome
    end as recommendation_correct,
    p_over,
    p_push,
    case
        when recommendation not in ('over', 'under') or price is null or price = 0 then null
        when outcome = 'push' then 0.0
        when outcome not in ('over', 'under') then null
        when recommendation <> outcome then -1.0
        when price > 0 then @round(price / 100.0, 4)
        else @round(-100.0 / price, 4)
    end as profit_units,
    populations
from judged
