"""Pages of voices and concerns."""
