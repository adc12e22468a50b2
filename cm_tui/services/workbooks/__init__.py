"""Workbooks: what is written for people to open in Excel (safety 5)."""
