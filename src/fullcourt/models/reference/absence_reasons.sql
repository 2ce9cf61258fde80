/*
about = "The closed list of absence reasons with their class. One-letter codes let a row carry the reasons of 60 fields in one text; O, D, S and M stay free for provenance."
kind  = "seed"
dated = false
grain = ["reason_code"]
[columns]
reason_code  = "TEXT: one letter, never O, D, S or M"
reason       = "TEXT: the reason as reported"
reason_class = "TEXT: expected, pending or defect"
meaning      = "TEXT: when it applies"
[rules]
class_known   = "reason_class in ('expected', 'pending', 'defect')"
code_is_free  = "length(reason_code) = 1 and reason_code not in ('O', 'D', 'S', 'M')"
*/
