"""A published round as one file, and its recomputation with nothing else at hand.

What a round's result stands on (figures, sheets, frameworks, history) is written into one file; whoever
has this package can compute the result again from it, without a database and without the rest of the
programme.  It needs the standard library and ``frameworks`` only.
"""

#: Version of the file's layout; another one is refused.
FORMAT = 1
