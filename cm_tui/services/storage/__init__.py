"""The workspace on disk: where it is, how it is opened, and the transactions on it."""
