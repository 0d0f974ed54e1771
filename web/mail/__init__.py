"""Mail: what it says, how it is written, and how it gets out of the house."""
