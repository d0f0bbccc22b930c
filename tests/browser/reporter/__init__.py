"""The reporter's app, against a server in memory that keeps to the same contract and fails when told to."""
