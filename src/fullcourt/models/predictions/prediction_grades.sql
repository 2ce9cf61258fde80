/*
about = """What became of every prediction of a played game: error, coverage, and whether the advice was right.
A prediction that was issued before tip-off is graded instead of its replay."""
due   = "played"
grain = ["game_date", "game_id", "player_id", "market", "system"]

[reads]
points_predictions  = "same day"
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
outcome            = "TEXT: over, under, push, no_line, or void (he did not appear for this team)"
detail             = "TEXT: why a void row is void: other_team, or the source's words; NULL else"
actual_points      = "INT: the market's count; NULL when void"
actual_minutes     = "DOUBLE: minutes played; NULL when void"
predicted_points   = "DOUBLE: the graded prediction, points"
line               = "DOUBLE: the line it was held against"
error              = "DOUBLE: prediction minus actual, points"
absolute_error     = "DOUBLE: its size, points"
squared_error      = "DOUBLE: its square"
in_80              = "BOOL: actual within q10 to q90"
in_50              = "BOOL: actual within q25 to q75"
pinball_50         = "DOUBLE: quantile loss of the median, points"
recommendation     = "TEXT: over, under, pass or no_line"
recommendation_correct = "BOOL: whether the advice won; NULL for pass, push, void and no_line"
p_over             = "DOUBLE: chance it gave to more than the line"
profit_units       = "DOUBLE: won or lost per unit staked at the stored price; NULL without advice or price"
populations        = "TEXT: tags: all; trailing10_20 for players with 20 minutes or more over the last 10 as of the game"

[decimals]
actual_minutes   = 3
predicted_points = 3
line             = 1
error            = 3
absolute_error   = 3
squared_error    = 3
pinball_50       = 3
p_over           = 4
profit_units     = 4

[expect]
keys = """
select p.game_date, p.game_id, p.player_id, p.market, p.system, s.player_id is null as unknown
from points_predictions as p
join games as g on g.game_date = p.game_date and g.game_id = p.game_id and g.status = 'played'
left join player_games as w
    on w.game_date = p.game_date and w.game_id = p.game_id and w.player_id = p.player_id
left join player_game_summary as s
    on s.game_date = p.game_date and s.game_id = p.game_id and s.player_id = p.player_id
where p.game_date between @start and @end
"""
defect_if = { source_missing = "unknown" }

[critical]
outcome = { not_null = true }

[rules]
void_has_no_error = "(outcome = 'void') = (absolute_error is null)"
error_is_difference = "abs(error - (predicted_points - actual_points)) < 0.0015"
*/
with played as (
    select
        p.*,
        s.points as s_points,
        s.oreb + s.dreb + s.ast + s.points as s_pra,
        s.minutes as s_minutes,
        s.player_id is not null and s.team_id = p.team_id and s.points is not null as appeared,
        case
            when w.player_id is not null and w.team_id <> p.team_id then 'other_team'
            when b.status_comment is not null and b.status_comment <> '' then b.status_comment
            else 'unknown'
        end as why,
        case when f.minutes_avg_10 >= 20 then 'all,trailing10_20' else 'all' end as populations
    from points_predictions as p
    join games as g on g.game_date = p.game_date and g.game_id = p.game_id and g.status = 'played'
    left join player_games as w
        on w.game_date = p.game_date and w.player_id = p.player_id and w.appearance = 'yes'
    left join player_game_summary as s
        on s.game_date = p.game_date and s.game_id = p.game_id and s.player_id = p.player_id
    left join nbac_gamebook as b
        on b.game_date = p.game_date and b.game_id = p.game_id and b.player_id = p.player_id
    left join ml_feature_store as f
        on f.game_date = p.game_date and f.game_id = p.game_id and f.player_id = p.player_id
    where p.game_date between @start and @end
        and (w.appearance is null or w.appearance = 'yes')
        and exists (
            select 1 from player_game_summary as any_line
            where any_line.game_date = p.game_date and any_line.game_id = p.game_id
        )
),
counted as (
    select
        *,
        case when appeared then case when market = 'pra' then s_pra else s_points end end as actual
    from played
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
    outcome,
    case when not appeared then why end as detail,
    cast(actual as integer) as actual_points,
    case when appeared then s_minutes end as actual_minutes,
    predicted_points,
    line,
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
