"""Measurements, each run as `python -m tests.benchmarks.NAME`; they print a table and assert nothing."""
