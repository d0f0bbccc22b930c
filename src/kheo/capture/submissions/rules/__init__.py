"""How a table becomes typed rows: reading, headers, mapping, cells, expressions. Nothing here knows a database."""
