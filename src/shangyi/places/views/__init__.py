"""Pages about places, units and rosters, and the picker that other rooms put into their forms."""
