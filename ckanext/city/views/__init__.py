"""Resource views: maps, and the figures behind charts."""
