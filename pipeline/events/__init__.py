"""The event parser: text to mentions. See `pipeline.events.engine` for the one seam that the rest uses."""
