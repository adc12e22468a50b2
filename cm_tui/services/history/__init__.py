"""The hash-chained history: written with every change, listed, verified and replayed (safety 4)."""
