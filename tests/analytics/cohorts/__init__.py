"""Tests of the pure part of cohort reports."""
