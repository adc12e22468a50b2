"""The shipped catalogue: read from text, checked, and written into a workspace."""
