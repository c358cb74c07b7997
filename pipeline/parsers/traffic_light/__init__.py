"""The traffic-light self-assessment."""
