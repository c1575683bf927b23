"""What is kept: DataStore tables, our own tables, private files, the keyed bytes cache."""
