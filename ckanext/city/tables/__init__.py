"""The Table Schema engine: the known table schemas, and what is read from a table's file."""
