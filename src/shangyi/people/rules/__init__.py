"""Who may do what where: capacities, and the one table of rights."""
