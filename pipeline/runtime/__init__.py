"""What a process may use: options, limits, the sandbox that a reader runs in."""
