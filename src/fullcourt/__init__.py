"""fullcourt: an NBA player-props warehouse whose backfills cannot lie."""
