"""The demo city's daily life: the names of its children, and what they eat at school."""
