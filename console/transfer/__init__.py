"""In and out: the formats of exports and imports."""
