"""What the demo city aims at: its emissions against their caps, and its indicators."""
