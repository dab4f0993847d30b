"""The round of a doctor: everybody on the list, worst first, the rest folded, signed daily."""
