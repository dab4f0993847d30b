"""Measured access to ketamine treatment."""

__version__ = "0.1.0"
