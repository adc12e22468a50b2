"""What the overview is made of: its lines, and the filter that narrows them."""
