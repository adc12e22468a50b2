"""Improvement actions: listing, reading and saving what the organisation did about them."""
