"""Views of a group's points for the council: spread, normalised totals, robustness of ranks, anomalies.

None of them is the official result, which is the sum of points (``frameworks.computation`` and
``frameworks.ranking``).  Plain data in, plain data out; the standard library only.  All arithmetic is
exact (``fractions.Fraction``) except square roots, which have ``table.DIGITS`` significant digits.
Thanh Hóa's decision (V.4) and Decision 1726 (II.2.c) name Z-score and Min-Max as options and give no
formula; the ones used here stand at each function.
"""
