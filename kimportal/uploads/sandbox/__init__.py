"""What runs in the child process. Nothing here may import Django: every photo waits for it."""
