/*
about = "Hours from US Eastern time to UTC on the evening of a date; midnight of a date has the offset of the evening before."
kind  = "seed"
dated = false
grain = ["from_date"]
[columns]
from_date = "DATE: first date, inclusive"
to_date   = "DATE: last date, inclusive"
hours     = "INT: hours to add to Eastern time: 4 in daylight saving time, else 5"
[rules]
four_or_five = "hours in (4, 5)"
in_order     = "from_date <= to_date"
*/
