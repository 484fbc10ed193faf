"""Import of an office's register of KIM from a spreadsheet: columns, places, dry run, rows."""
