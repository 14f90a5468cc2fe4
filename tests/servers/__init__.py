"""Protocol servers on loopback that the real clients connect to."""
