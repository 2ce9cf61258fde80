-- Reading helpers, installed as temp macros on the connection that reads a file.
-- Each gives NULL for a text it cannot read; the caller reports it with row and column.

-- "7", "4.0" and "1610612749.0" are whole numbers; "12.5" and "abc" are not.
create or replace temp macro fc_int(x) as
    case
        when contains(x, '.') then
            case when try_cast(x as double) % 1 = 0 then try_cast(try_cast(x as double) as integer) end
        else try_cast(x as integer)
    end;

-- Ten digits, from "0022100001", "22100001" or "22100001.0"; NULL for other leagues.
create or replace temp macro fc_game_id(x) as
    case
        when try_cast(replace(x, '.0', '') as bigint) between 10000000 and 99999999
            then lpad(cast(try_cast(replace(x, '.0', '') as bigint) as varchar), 10, '0')
    end;

-- ISO, compact, US order; "2021-22-1019" is season + month and day, of its first year from
-- mid-October on (no season opened earlier; one ended on 11 October).
create or replace temp macro fc_date(x) as
    case
        when regexp_full_match(x, '[0-9]{4}-[0-9]{2}-[0-9]{4}') then
            try_cast(
                cast(
                    cast(substr(x, 1, 4) as integer)
                    + case when substr(x, 9, 4) >= '1013' then 0 else 1 end as varchar
                ) || '-' || substr(x, 9, 2) || '-' || substr(x, 11, 2) as date
            )
        else cast(
            try_strptime(
                x,
                [
                    '%Y-%m-%d', '%Y%m%d', '%m-%d-%Y', '%m/%d/%Y', '%Y-%m-%dT%H:%M:%S',
                    '%Y-%m-%d %H:%M:%S', '%Y-%m-%dT%H:%M:%SZ', '%B %d, %Y', '%b %d, %Y',
                    '%b. %d, %Y', '%m/%d/%y'
                ]
            ) as date
        )
    end;

create or replace temp macro fc_timestamp(x) as
    coalesce(
        try_cast(replace(replace(x, 'T', ' '), 'Z', '') as timestamp),
        try_strptime(
            x,
            ['%m/%d/%Y %I:%M %p', '%m/%d/%Y %H:%M', '%m/%d/%y %I:%M %p', '%Y-%m-%d %I:%M %p']
        )
    );

-- "11:42" in tenths of a second.
create or replace temp macro fc_clock(x) as
    try_cast(split_part(x, ':', 1) as integer) * 600
    + cast(round(try_cast(split_part(x, ':', 2) as double) * 10) as integer);

-- "PT11M42.00S" in tenths of a second.
create or replace temp macro fc_iso_clock(x) as
    case
        when starts_with(x, 'PT') then
            coalesce(try_cast(split_part(substr(x, 3), 'M', 1) as integer), 0) * 600
            + cast(round(try_cast(replace(split_part(x, 'M', 2), 'S', '') as double) * 10) as integer)
    end;

-- Playing time in seconds, from "25:01", "PT25M01.00S" or minutes.
create or replace temp macro fc_seconds(x) as
    case
        when contains(x, ':') then cast(fc_clock(x) // 10 as integer)
        when starts_with(x, 'PT') then cast(fc_iso_clock(x) // 10 as integer)
        else cast(round(try_cast(x as double) * 60) as integer)
    end;

create or replace temp macro fc_flag(x) as
    case
        when lower(x) in ('true', '1', '1.0', 't', 'yes') then true
        when lower(x) in ('false', '0', '0.0', 'f', 'no') then false
    end;

-- American odds: "+155" and a trailing no-break space occur.
create or replace temp macro fc_price(x) as
    fc_int(replace(replace(replace(x, chr(160), ''), '+', ''), ' ', ''));

-- The same folding as domain.names.fold.
create or replace temp macro fc_fold(x) as
    regexp_replace(
        strip_accents(
            replace(replace(replace(replace(
                translate(lower(x), 'øłđðħıŧ', 'olddhit'),
            'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'), 'þ', 'th')
        ),
        '[^a-z0-9]', '', 'g'
    );

create or replace temp macro fc_game_type(game_id) as cast(substr(game_id, 3, 1) as integer);

create or replace temp macro fc_is_counted(game_id) as substr(game_id, 3, 1) in ('2', '4', '5', '6');

-- The n-th Sunday on or after a date: clocks change at 2 am on such days (rule since 2007).
create or replace temp macro fc_sunday_from(d) as
    d + cast((7 - dayofweek(d)) % 7 as integer);

create or replace temp macro fc_eastern_to_utc(ts) as
    ts + case
        when ts >= fc_sunday_from(make_date(year(ts), 3, 8)) + interval 2 hour
            and ts < fc_sunday_from(make_date(year(ts), 11, 1)) + interval 2 hour
            then interval 4 hour
        else interval 5 hour
    end;

-- A game's status from what the schedule says and the score: never from a postponed flag.
-- "Final" without two different scores is not a result (a game that was called off).
create or replace temp macro fc_status(told, home_score, away_score) as
    case
        when lower(told) like 'final%' then
            case when home_score > 0 and away_score > 0 and home_score <> away_score
                then 'final' else 'scheduled' end
        when lower(told) like 'ppd%' or lower(told) like 'postponed%' then 'postponed'
        when lower(told) like 'cancel%' or lower(told) like 'canceled%' or lower(told) = 'cncl'
            then 'cancelled'
        when regexp_matches(lower(told), '^(q[1-4]|ot|[1-9]ot|half|end of|[1-4](st|nd|rd|th) qtr)')
            then 'live'
        else 'scheduled'
    end;

create or replace temp macro fc_status_known(told) as
    told is null
    or regexp_matches(
        lower(told),
        '^(final|ppd|postponed|cancel|cncl|tbd|q[1-4]|ot|[1-9]ot|half|end of|[1-4](st|nd|rd|th) qtr|[0-9]{1,2}:[0-9]{2} ?[ap]m|pregame)'
    );

-- "8 p.m. ET", "7:30 pm ET", "07:30 (ET)": the time of day as an interval after midnight.
-- Without a.m. or p.m. an hour below 12 is in the evening: no game tips off in the morning.
create or replace temp macro fc_time_of_day(x) as
    to_minutes(
        try_cast(regexp_extract(x, '^(\d{1,2})', 1) as integer) % 12 * 60
        + coalesce(try_cast(regexp_extract(x, '^\d{1,2}:(\d{2})', 1) as integer), 0)
        + case when regexp_matches(lower(x), 'a\.?m') then 0 else 720 end
    );
