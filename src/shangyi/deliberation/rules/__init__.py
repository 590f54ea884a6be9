"""What holds for topics, statements and positions. Pure."""
