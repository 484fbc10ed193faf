"""Public, tamper-evident log of what was published (C2SP tlog-tiles, RFC 6962)."""
