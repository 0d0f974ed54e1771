"""Scans, dossiers and people: who, when and may they (design 6, 8)."""
