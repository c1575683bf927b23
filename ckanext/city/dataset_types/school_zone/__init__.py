"""What the catalogue knows of school zones: that streets, numbers and schools agree."""
