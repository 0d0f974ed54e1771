"""The pages, one module for each visitor: what a route is for can be read from the module it stands in."""
