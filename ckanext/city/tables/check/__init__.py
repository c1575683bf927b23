"""Checks a table against its table schema and what its subject knows, and explains the findings."""
