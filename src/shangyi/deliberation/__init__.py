"""Topics open to many: statements, positions, and what becomes visible when they are laid side by side."""
