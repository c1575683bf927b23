"""What residents use over merged data, one package for each service."""
