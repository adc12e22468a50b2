"""Evidence: documents kept by the digest of their bytes, and links."""
