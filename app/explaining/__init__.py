"""Giải trình và kiến nghị: what a unit is sent and objects to, what the team answers."""
