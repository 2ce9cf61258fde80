"""`/api`: the command line's envelopes, read-only."""
