"""Panels at the right that return a choice or a changed draft."""
