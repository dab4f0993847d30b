"""A course on one time axis: drawn for eyes, and as a table for everybody."""
