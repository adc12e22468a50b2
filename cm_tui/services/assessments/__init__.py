"""Assessments, their groups and regulations, and the score they make."""
