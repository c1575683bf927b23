"""Coordinates and their projection, geometry, addresses, opening hours."""
