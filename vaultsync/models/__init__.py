"""Values that every floor may use: no behaviour beyond small derived properties."""
