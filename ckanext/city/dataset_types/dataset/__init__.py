"""What the catalogue knows of datasets that have no type of their own: lists of other data."""
