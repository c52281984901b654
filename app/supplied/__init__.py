"""Figures that others hand in: surveys, tools and ministries by import with provenance, experts by form."""
