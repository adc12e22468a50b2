"""Regulation templates: an organisation's own regulations, and modifications of others, as workbooks (spec 11.9, 11.10)."""
