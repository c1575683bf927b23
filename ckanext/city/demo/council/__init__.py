"""Who governs the invented city: its ballots, its polling stations and its council."""
