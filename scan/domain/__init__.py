"""Who, when and may they: rules without a database (design 6)."""
