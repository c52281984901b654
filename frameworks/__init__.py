"""How points are given: the pure scoring core.

A framework (a decision's tree of criteria, with a rule for every leaf) is data; this package reads
it, checks it, and computes, explains and ranks.  It needs the standard library and PyYAML only and
knows nothing of accounts, rounds or databases.  All arithmetic is exact (``fractions.Fraction``);
nothing is rounded before publication.
"""

#: Version of the meaning of the rules.  It is written into every sheet; change it whenever the same
#: framework and the same figures could give other points than before.
RULES_VERSION = "1"
