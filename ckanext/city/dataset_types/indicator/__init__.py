"""What the catalogue knows of indicators: that values are of indicators which are defined."""
