/*
about = "The 60 features of schema v1 as data: position, set, weight in the quality score, range, meaning. docs/features.md is this table as a page."
kind  = "seed"
dated = false
grain = ["feature_index"]
[columns]
feature_index = "INT: position in the vector and in the provenance text, from 0"
feature_name  = "TEXT: column of ml_feature_store"
feature_set   = "TEXT: A required always, B from 5 appearances on, C when the opponent has a league distribution, - optional"
weight        = "INT: weight in quality_score; 2 for members of A, B and C, else 1"
low           = "DOUBLE: smallest valid value"
high          = "DOUBLE: largest valid value"
unit          = "TEXT: unit of the value"
source        = "TEXT: table the value comes from"
meaning       = "TEXT: what it says, as known before game_date"
null_when     = "TEXT: when the value is NULL although everything upstream is there"
[decimals]
low  = 4
high = 4
[rules]
set_known       = "feature_set in ('A', 'B', 'C', '-')"
weight_from_set = "weight = case when feature_set = '-' then 1 else 2 end"
range_ordered   = "low < high"
*/
