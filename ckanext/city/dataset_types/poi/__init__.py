"""Places that residents look for: what is known of their lists."""
