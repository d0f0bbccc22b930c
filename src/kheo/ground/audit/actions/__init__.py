"""Writing the record: a row for each act, and the seals that chain them."""

from kheo.ground.audit.actions.recording import Asked, ask_again, asked_now, asking, record, unsealed
from kheo.ground.audit.actions.sealing import Sealing, seal

__all__ = ["Asked", "Sealing", "ask_again", "asked_now", "asking", "record", "seal", "unsealed"]
