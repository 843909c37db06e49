"""What the product costs, measured on servers of its own: docs/benchmarks.md."""
