"""Another city's extension, as small as one that adds a dataset type can be."""
