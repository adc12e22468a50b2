"""The demo organisation: half a year of work, told through the product's own rules and history."""
