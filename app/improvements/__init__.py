"""Improvement tasks: what units do after a result, and how far they are each quarter."""
