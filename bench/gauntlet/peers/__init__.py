"""The same chain of four models under fullcourt, SQLMesh and dbt, and the same five cases."""
