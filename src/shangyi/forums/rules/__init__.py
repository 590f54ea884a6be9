"""Sitting down together: the life of a gathering, what it lacks, and what comes of it."""
