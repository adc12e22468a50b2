"""An assessment's page: its head, its tabs, and what they open (spec 11.5)."""
