"""What comes in from pages about voices and concerns, and its shape."""

from shangyi.concerns.forms.resident import AddForm, RatingForm, SpeakForm

__all__ = ["AddForm", "RatingForm", "SpeakForm"]
