"""Exports: what the workspace knows, as files to take away (spec 4)."""
