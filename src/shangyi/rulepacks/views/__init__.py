"""The pages of the rules in force and of the working calendars."""
