"""A school's lists: upload, look at what would happen, confirm. One module plans and writes each kind of list."""
