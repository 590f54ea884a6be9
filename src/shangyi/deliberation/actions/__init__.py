"""Writes of a topic: prepared, opened, spoken in, answered, drawn and concluded."""
