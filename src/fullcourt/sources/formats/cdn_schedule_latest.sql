-- The latest result in the file was known three hours after its tip.
select
    max(
        fc_eastern_to_utc(
            case
                when gameDateTimeEst > cast(gameDateTimeEst as date) then gameDateTimeEst
                else gameDateTimeEst + interval 19 hour
            end
        )
    ) + interval 3 hour
from {rows}
where fc_status(gameStatusText, "homeTeam.score", "awayTeam.score") = 'final'
