"""Second stage of checking: does it all make sense together? One module for each kind of sense (design 4)."""
