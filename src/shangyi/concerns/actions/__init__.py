"""Writes of the line of life, one module per step."""
