"""One module a provider format, with its SQL beside it."""
