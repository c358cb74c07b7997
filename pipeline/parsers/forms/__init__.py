"""Action plans and self-assessments on a template."""
