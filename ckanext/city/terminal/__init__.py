"""What `city-tables` does, behind the terminal's door: tasks that give JSON, and their words."""
