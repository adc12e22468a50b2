"""Whether a workspace is whole: what `check` asks."""
