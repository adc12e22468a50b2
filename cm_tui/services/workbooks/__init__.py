"""The ground of workbooks: Excel out and in, safely (safety 5); what they hold is decided elsewhere."""
