"""The tabs of the details page."""
