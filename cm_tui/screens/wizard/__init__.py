"""The wizards: a new assessment, and the first workspace."""
