"""Tables without rulings."""
