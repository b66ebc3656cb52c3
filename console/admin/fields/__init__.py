"""A form field for every kind of column, each with an exact round trip."""
