"""The generator of the demo city: files and metadata, no CKAN."""
