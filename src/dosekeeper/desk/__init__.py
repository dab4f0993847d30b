"""The desk: load the facts, ask the core, append the fact. No framework, no tables."""
