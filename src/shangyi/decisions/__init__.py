"""Ballots, owners' decisions, agreements, budgets: how many opinions become a decision that holds."""
