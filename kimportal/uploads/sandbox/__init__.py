"""The child process that parses uploads. It must not import Django: each photo waits for it."""
