"""Made-up rows for every table, so that the console can be tried before it holds real ones."""
