"""What `make` runs: private services, the supervisor's file, the site of this clone."""
