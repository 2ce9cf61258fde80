"""The pipeline itself: one .sql file a table, the header is its contract. Data, not code."""
