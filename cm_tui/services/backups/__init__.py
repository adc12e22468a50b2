"""Backups: a whole workspace in one file, and back (interface 4)."""
