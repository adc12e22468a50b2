"""The details page of an improvement action: its keys, its draft, its tabs."""
