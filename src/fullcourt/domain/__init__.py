"""Basketball facts: ids, seasons, Eastern dates, court zones, names. Imports nothing of ours."""
