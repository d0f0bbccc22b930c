"""Made-up reports, the same ones for the same seed. What they look like is a pack's ``generator.yaml``."""
