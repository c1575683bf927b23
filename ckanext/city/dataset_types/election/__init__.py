"""What the catalogue knows of elections: that votes add up, and that stations exist."""
