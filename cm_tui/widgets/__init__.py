"""Reusable pieces of the screen; they know views, never services."""
