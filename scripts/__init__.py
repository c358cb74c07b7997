"""Programs that belong to the project but not to the installed package."""
