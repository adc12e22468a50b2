"""The wizard *Update actions*: reminders, the workbook, its review, what was done (spec 3.6)."""
