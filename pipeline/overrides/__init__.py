"""What people decided: corrections of values, decisions on links."""
