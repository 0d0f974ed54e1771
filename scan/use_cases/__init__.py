"""What people do: verbs that take a session and an actor, and never commit."""
