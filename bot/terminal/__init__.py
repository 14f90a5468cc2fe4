"""Output of the commands on a terminal or a pipe, and their input: what people read, and the same as JSON."""
