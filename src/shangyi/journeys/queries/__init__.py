"""What the pages over several rooms read."""
