"""A second, deliberately naive computation of the window tables, from raw files and the rules.

Nothing here imports `fullcourt` or reads its SQL: plain Python over pandas frames, one game, one
player and one date at a time, exact fractions, rounded half away from zero once at the end.
"""
