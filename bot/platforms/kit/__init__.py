"""What platforms do alike, written once: each platform adds its own SDK, ids and limits."""
