"""Check jobs, reports and recipes of the data ambassador."""
