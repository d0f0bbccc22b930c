"""A world in which every text that somebody may write is a script, for looking whether one runs."""
