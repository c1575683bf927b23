"""Public contracts of the demo city: what it buys, from whom, for how much."""
