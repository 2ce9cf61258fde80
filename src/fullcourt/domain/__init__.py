"""Basketball facts: ids, seasons, Eastern dates, court zones, names. Pure; imports nothing of ours."""
