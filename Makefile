# Each target is one script, which works without make as well.
.PHONY: help run test check demo bench soak
.DEFAULT_GOAL := help
.NOTPARALLEL:

help run test check demo bench soak:
	@scripts/$@.sh
