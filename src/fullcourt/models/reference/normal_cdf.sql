/*
about = "The standard normal distribution function at whole thousandths: what @phi looks up, since engines differ in erf."
kind  = "seed"
dated = false
grain = ["z"]
[columns]
z   = "INT: standard score, thousandths, -3000 to 3000"
phi = "DOUBLE: probability below z, 0-1"
[decimals]
phi = 4
[consistent]
complete = "select count(*) as thousandths from normal_cdf having count(*) <> 6001"
*/
