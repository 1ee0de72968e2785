"""Between nodes: messages sealed, delivered, accepted with a signed receipt, and applied in order, once."""

from engine.exchange.accepting import Answer, TwinsCollided, accept, health, stored_receipt, take_blob
from engine.exchange.applying import Handler, apply_received
from engine.exchange.delivering import deliver_due
from engine.exchange.identity import Identity, key_path, load_identity
from engine.exchange.sealing import seal_drafts
from engine.exchange.sweeping import Bell, Sweeper, settle, sweep
from engine.exchange.working import work_off

__all__ = [
    "Answer",
    "Bell",
    "Handler",
    "Identity",
    "Sweeper",
    "TwinsCollided",
    "accept",
    "apply_received",
    "deliver_due",
    "health",
    "key_path",
    "load_identity",
    "seal_drafts",
    "settle",
    "stored_receipt",
    "sweep",
    "take_blob",
    "work_off",
]
