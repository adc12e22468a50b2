"""The command line: a module per noun; the app calls the same services."""
