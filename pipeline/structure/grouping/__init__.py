"""Where each commitment begins and ends, and what precedes its first label."""
