"""What the bot serves by HTTP: one application, whoever its routes come from."""
