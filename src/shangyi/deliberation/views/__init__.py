"""Pages of topics: for residents, and for the desk."""
