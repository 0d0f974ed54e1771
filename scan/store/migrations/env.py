"""Run by Alembic. Works on the connection that ``scan.store.schema`` gives it, inside its transaction."""

from alembic import context

from scan.store.tables import Base

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=Base.metadata, render_as_batch=True)
context.run_migrations()
