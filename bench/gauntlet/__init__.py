"""The gauntlet: broken warehouses whose truth is known, and what a tool makes of them."""
