"""Named reads of topics."""
