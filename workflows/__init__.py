"""Who may do what, and when: workflow definitions as data, and the pure engine that decides.

The package knows nothing of web pages or databases. It needs the standard library, PyYAML and
``transitions``; it imports neither ``frameworks`` nor ``app``.
"""
