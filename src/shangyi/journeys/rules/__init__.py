"""What may be seen of a matter by whom."""
