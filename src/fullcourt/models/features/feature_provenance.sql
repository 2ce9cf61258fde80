/*
about = """Where each of the 60 values of a feature row comes from: the provenance letters, the reasons of
the missing ones and the sums behind the quality score. The letter is set here, where the value is read.
Rows share few patterns of letters, so each pattern is looked up in the catalogue once."""
kind  = "view"
grain = ["game_date", "game_id", "player_id"]

[reads]
feature_values  = "same day"
feature_catalog = "undated"
absence_reasons = "undated"

[columns]
game_date      = "DATE: US Eastern date of the game"
game_id        = "TEXT: game"
player_id      = "INT: player"
provenance     = "TEXT: 60 letters: O observed, D derived, S shrunk, M missing"
reasons        = "TEXT: JSON object, index of each missing feature -> reason, in index order"
observed       = "INT: letters O or D"
credit_x10     = "INT: sum of weight x credit, tenths"
weight_sum     = "INT: sum of weights"
a_missing      = "INT: missing members of set A"
b_missing      = "INT: missing members of set B without a zero denominator"
c_missing      = "INT: missing members of set C"
core_defects   = "INT: members of A, B or C missing with a pending or defect reason"
*/
with lettered as (
    select
        game_date, game_id, player_id,
        concat(
            case when points_avg_3 is null then cache_cause else 'D' end,
            case when points_avg_5 is null then cache_cause else 'D' end,
            case when points_avg_10 is null then cache_cause else 'D' end,
            case when points_avg_season is null then cache_cause else 'D' end,
            case when points_std_10 is null then cache_cause else 'D' end,
            case when points_slope_10 is null then cache_cause else 'D' end,
            case when minutes_avg_5 is null then cache_cause else 'D' end,
            case when minutes_avg_10 is null then cache_cause else 'D' end,
            case when minutes_avg_season is null then cache_cause else 'D' end,
            case when minutes_std_10 is null then cache_cause else 'D' end,
            case when points_per_36_10 is null then cache_cause else 'D' end,
            case when fga_per_36_10 is null then cache_cause else 'D' end,
            case when fg3a_per_36_10 is null then cache_cause else 'D' end,
            case when fta_per_36_10 is null then cache_cause else 'D' end,
            case when usage_rate_5 is null then cache_cause else 'D' end,
            case when usage_rate_season is null then cache_cause else 'D' end,
            case when ts_pct_10 is null then cache_cause else 'D' end,
            case when ft_points_share_10 is null then cache_cause else 'D' end,
            case when games_played_season is null then 'T' else 'O' end,
            case when appearance_rate_10 is null then cache_cause else 'D' end,
            case when usage_spike_score is null then factor_cause else 'D' end,
            case when prior_points_avg is null then prior_cause else 'D' end,
            case when prior_minutes_avg is null then prior_cause else 'D' end,
            case when prior_games is null then 'X' else 'O' end,
            case when points_shrunk is null then basis_cause else 'S' end,
            case when minutes_shrunk is null then basis_cause else 'S' end,
            case when usage_shrunk is null then basis_cause else 'S' end,
            case when points_per_36_shrunk is null then basis_cause else 'S' end,
            case when pct_paint_10 is null then zones_10_cause else 'D' end,
            case when pct_mid_range_10 is null then zones_10_cause else 'D' end,
            case when pct_three_10 is null then zones_10_cause else 'D' end,
            case when points_per_shot_20 is null then zones_20_cause else 'D' end,
            case when assisted_rate_10 is null then zones_10_cause else 'D' end,
            case when days_rest is null then 'H' else 'O' end,
            case when back_to_back is null then 'H' else 'O' end,
            case when games_last_7 is null then 'T' else 'O' end,
            case when games_last_14 is null then 'T' else 'O' end,
            case when minutes_last_7 is null then 'W' else 'D' end,
            case when fatigue_score is null then factor_cause else 'D' end,
            case when rest_advantage is null then 'H' else 'D' end,
            case when home_game is null then 'T' else 'O' end,
            case when team_game_number is null then 'U' else 'O' end,
            case when is_playoff is null then 'U' else 'O' end,
            case when opponent_strength_score is null then matchup_cause else score_letter end,
            case when shot_zone_mismatch_score is null then matchup_cause else score_letter end,
            case when pace_score is null then pace_cause else score_letter end,
            case when opp_def_rating_15 is null then opponent_cause else 'D' end,
            case when opp_paint_vs_league is null then league_cause else 'D' end,
            case when opp_mid_range_vs_league is null then league_cause else 'D' end,
            case when opp_three_vs_league is null then league_cause else 'D' end,
            case when points_vs_opp_shrunk is null then basis_cause else 'S' end,
            case when team_pace_10 is null then team_cause else 'D' end,
            case when team_off_rating_10 is null then team_cause else 'D' end,
            case when team_win_pct is null then team_cause else 'D' end,
            case when teammates_out is null then out_cause else out_letter end,
            case when usage_vacated is null then out_cause else out_letter end,
            case when minutes_vacated is null then out_cause else out_letter end,
            case when game_total is null then line_cause else 'O' end,
            case when team_spread is null then line_cause else 'O' end,
            case when implied_team_total is null then line_cause else 'D' end
        ) as codes
    from feature_values
),
patterns as (
    select distinct codes from lettered
),
entries as (
    select
        p.codes, c.feature_index as place, c.feature_set, c.weight, r.reason, r.reason_class,
        substring(p.codes, c.feature_index + 1, 1) as code,
        case
            when r.reason is null then ''
            else concat(',"', cast(c.feature_index as varchar), '":"', r.reason, '"')
        end as entry,
        case
            when r.reason is null then substring(p.codes, c.feature_index + 1, 1)
            else 'M'
        end as mask
    from patterns as p
    cross join feature_catalog as c
    left join absence_reasons as r
        on r.reason_code = substring(p.codes, c.feature_index + 1, 1)
),
scored as (
    select
        codes,
        concat(
            max(case place when 0 then entry end), max(case place when 1 then entry end),
            max(case place when 2 then entry end), max(case place when 3 then entry end),
            max(case place when 4 then entry end), max(case place when 5 then entry end),
            max(case place when 6 then entry end), max(case place when 7 then entry end),
            max(case place when 8 then entry end), max(case place when 9 then entry end),
            max(case place when 10 then entry end), max(case place when 11 then entry end),
            max(case place when 12 then entry end), max(case place when 13 then entry end),
            max(case place when 14 then entry end), max(case place when 15 then entry end),
            max(case place when 16 then entry end), max(case place when 17 then entry end),
            max(case place when 18 then entry end), max(case place when 19 then entry end),
            max(case place when 20 then entry end), max(case place when 21 then entry end),
            max(case place when 22 then entry end), max(case place when 23 then entry end),
            max(case place when 24 then entry end), max(case place when 25 then entry end),
            max(case place when 26 then entry end), max(case place when 27 then entry end),
            max(case place when 28 then entry end), max(case place when 29 then entry end),
            max(case place when 30 then entry end), max(case place when 31 then entry end),
            max(case place when 32 then entry end), max(case place when 33 then entry end),
            max(case place when 34 then entry end), max(case place when 35 then entry end),
            max(case place when 36 then entry end), max(case place when 37 then entry end),
            max(case place when 38 then entry end), max(case place when 39 then entry end),
            max(case place when 40 then entry end), max(case place when 41 then entry end),
            max(case place when 42 then entry end), max(case place when 43 then entry end),
            max(case place when 44 then entry end), max(case place when 45 then entry end),
            max(case place when 46 then entry end), max(case place when 47 then entry end),
            max(case place when 48 then entry end), max(case place when 49 then entry end),
            max(case place when 50 then entry end), max(case place when 51 then entry end),
            max(case place when 52 then entry end), max(case place when 53 then entry end),
            max(case place when 54 then entry end), max(case place when 55 then entry end),
            max(case place when 56 then entry end), max(case place when 57 then entry end),
            max(case place when 58 then entry end), max(case place when 59 then entry end)
        ) as listed,
        concat(
            max(case place when 0 then mask end), max(case place when 1 then mask end),
            max(case place when 2 then mask end), max(case place when 3 then mask end),
            max(case place when 4 then mask end), max(case place when 5 then mask end),
            max(case place when 6 then mask end), max(case place when 7 then mask end),
            max(case place when 8 then mask end), max(case place when 9 then mask end),
            max(case place when 10 then mask end), max(case place when 11 then mask end),
            max(case place when 12 then mask end), max(case place when 13 then mask end),
            max(case place when 14 then mask end), max(case place when 15 then mask end),
            max(case place when 16 then mask end), max(case place when 17 then mask end),
            max(case place when 18 then mask end), max(case place when 19 then mask end),
            max(case place when 20 then mask end), max(case place when 21 then mask end),
            max(case place when 22 then mask end), max(case place when 23 then mask end),
            max(case place when 24 then mask end), max(case place when 25 then mask end),
            max(case place when 26 then mask end), max(case place when 27 then mask end),
            max(case place when 28 then mask end), max(case place when 29 then mask end),
            max(case place when 30 then mask end), max(case place when 31 then mask end),
            max(case place when 32 then mask end), max(case place when 33 then mask end),
            max(case place when 34 then mask end), max(case place when 35 then mask end),
            max(case place when 36 then mask end), max(case place when 37 then mask end),
            max(case place when 38 then mask end), max(case place when 39 then mask end),
            max(case place when 40 then mask end), max(case place when 41 then mask end),
            max(case place when 42 then mask end), max(case place when 43 then mask end),
            max(case place when 44 then mask end), max(case place when 45 then mask end),
            max(case place when 46 then mask end), max(case place when 47 then mask end),
            max(case place when 48 then mask end), max(case place when 49 then mask end),
            max(case place when 50 then mask end), max(case place when 51 then mask end),
            max(case place when 52 then mask end), max(case place when 53 then mask end),
            max(case place when 54 then mask end), max(case place when 55 then mask end),
            max(case place when 56 then mask end), max(case place when 57 then mask end),
            max(case place when 58 then mask end), max(case place when 59 then mask end)
        ) as provenance,
        sum(case when code in ('O', 'D') then 1 else 0 end) as observed,
        sum(
            weight * case
                when code in ('O', 'D') then 10
                when code = 'S' then 7
                when reason_class = 'expected' then 3
                else 0
            end
        ) as credit_x10,
        sum(weight) as weight_sum,
        sum(case when feature_set = 'A' and reason is not null then 1 else 0 end) as a_missing,
        sum(
            case when feature_set = 'B' and reason <> 'zero_denominator' then 1 else 0 end
        ) as b_missing,
        sum(case when feature_set = 'C' and reason is not null then 1 else 0 end) as c_missing,
        sum(
            case when feature_set <> '-' and reason_class <> 'expected' then 1 else 0 end
        ) as core_defects
    from entries
    group by codes
)
select
    l.game_date, l.game_id, l.player_id,
    s.provenance,
    concat('{', substring(s.listed, 2), '}') as reasons,
    s.observed, s.credit_x10, s.weight_sum,
    s.a_missing, s.b_missing, s.c_missing, s.core_defects
from lettered as l
inner join scored as s on s.codes = l.codes
