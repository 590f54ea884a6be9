"""Writes of deciding together, one module per step."""
