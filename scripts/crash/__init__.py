"""Trials of crash safety: runs killed at random moments of every phase, and what they leave."""
