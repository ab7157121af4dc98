"""Rules on events: what is worth telling somebody, and whether it has been told. Pure: frames and times in, alerts out."""
