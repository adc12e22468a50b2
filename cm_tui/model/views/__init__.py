"""What the screens and the command line receive: frozen, complete, detached from the database.

Points are integer millionths of a point everywhere (spec, decisions); `model.rules.points` shows them.
"""
