"""Where tables live: loading models, the store, SQL macros and dialects, content hashes."""
