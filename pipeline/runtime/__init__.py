"""What a process may use: options, limits, and the sandbox that a reader runs in."""
