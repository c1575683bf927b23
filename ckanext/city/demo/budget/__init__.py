"""The budgets of the demo city: every stage of every year, main budget and municipal kitchen."""
