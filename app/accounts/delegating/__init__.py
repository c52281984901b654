"""Acting for another person: who may, from when to when, and switching."""
