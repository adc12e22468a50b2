"""Updates of improvement actions: what waits, what accepting it does, and accepting it (spec 12)."""
