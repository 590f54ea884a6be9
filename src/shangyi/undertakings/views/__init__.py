"""Pages of undertakings: one and its verbs, and what a person holds."""
