"""Xếp loại: which title a total gets, with exact bounds."""

from __future__ import annotations

from fractions import Fraction

from frameworks.model import Bands


def band(bands: Bands, total: Fraction, maximum: Fraction) -> str:
    """The title of the highest bound the total reaches; of percent bounds, as a share of the maximum.

    Exactly on a bound belongs to it unless the bounds are exclusive (then only the lowest, 0, takes
    what lies on it).  ``total`` is the published one, so that what is printed decides.
    """
    if bands.by == "percent" and not maximum:  # nothing was counted at all
        return bands.steps[-1][1]
    for bound, title in bands.steps:
        limit = bound * maximum if bands.by == "percent" else bound
        if total > limit or (total == limit and (bands.inclusive or bound == 0)):
            return title
    return bands.steps[-1][1]
