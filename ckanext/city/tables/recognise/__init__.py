"""Which table schema a file follows, and which of its columns is which field."""
