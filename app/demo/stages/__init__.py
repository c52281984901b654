"""The stages of a round, each planned into the story's diary; every step is an operation of its room."""
