"""The verbs: load facts, ask core, append facts. No framework."""
