"""Tests mirror the program; `reference` holds what they are checked against, `benchmarks` what is measured."""
