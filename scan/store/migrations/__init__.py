"""Alembic migrations; ``scan.store.schema`` runs them."""
