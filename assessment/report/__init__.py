"""What is taken away from an impact: tables, maps and files. Reads what was computed, computes nothing anew."""
