"""What the catalogue knows of council deliberations, as clerks really write them."""
