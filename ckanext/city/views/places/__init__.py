"""Maps of places: from a department's file to what the page's worker reads."""
