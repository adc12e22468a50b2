"""The score: sums, every point explained, what moved it, what it would be."""
