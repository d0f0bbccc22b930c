"""What the checks say, as plain values: numbers and days in, what was found out. No database and no clock."""
