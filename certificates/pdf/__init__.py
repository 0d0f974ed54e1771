"""Certificates on paper: A4 landscape PDF, drawn with ReportLab, the same bytes for the same content."""
