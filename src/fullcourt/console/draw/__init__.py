"""Pictures as plain numbers and path texts; templates put them into inline SVG. Pure."""
