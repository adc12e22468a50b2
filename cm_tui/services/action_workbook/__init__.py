"""The bulk workbook: exported actions come back in, looked at first, all or nothing (spec 3)."""
