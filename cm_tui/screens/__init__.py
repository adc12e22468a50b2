"""Who talks to whom: a screen per section, with its tabs, flyouts and dialogs."""
