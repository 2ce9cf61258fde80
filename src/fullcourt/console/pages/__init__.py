"""One module a page: a frozen value with everything its template shows, and what makes it."""
