"""Where it is kept: SQLAlchemy on SQLite or PostgreSQL, and files in a folder (design 8)."""
