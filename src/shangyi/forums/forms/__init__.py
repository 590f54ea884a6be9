"""What is sent about gatherings, their lines and their suggestions."""
