"""Trying a framework out without a round: figures in, points with their explanation out, nothing kept."""
