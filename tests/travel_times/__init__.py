"""Tests of the travel times."""
