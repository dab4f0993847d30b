"""Wires the parts into one Django site. It decides nothing."""
