"""Messages: where their links lead, whether they go out, and how somebody is reached."""
