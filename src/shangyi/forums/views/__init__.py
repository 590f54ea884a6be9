"""Pages of gatherings: the desk, the host's console, the wall, the phones."""
