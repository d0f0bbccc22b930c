"""What commands print with: progress on stderr, tables and JSON lines on stdout. No command lives here."""
