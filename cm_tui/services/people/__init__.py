"""The users of a workspace, and who the present one is."""
