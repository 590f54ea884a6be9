"""What may happen to voices and concerns."""
