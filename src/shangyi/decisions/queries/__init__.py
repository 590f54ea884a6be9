"""Reading ballots and what was decided."""
