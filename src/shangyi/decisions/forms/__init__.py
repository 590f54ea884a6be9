"""What is sent about ballots."""
