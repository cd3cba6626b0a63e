"""Travel times on foot, by car and by public transport, by the definitions of COMMANDS.md."""
