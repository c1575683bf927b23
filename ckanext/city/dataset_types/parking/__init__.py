"""What the catalogue knows of car parks: that a live feed speaks of places that exist."""
