"""The section Settings: users, the organisation, the queue of notices."""
