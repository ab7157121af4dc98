"""`dateline ui`: the published snapshot in the browser. Loopback, a token, no writes."""
