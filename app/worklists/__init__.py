"""Lists of what waits for a person, why something cannot be done, and actions on many units at once."""
