"""The patient's daily check-in by a link, in their language, with a net or without."""
