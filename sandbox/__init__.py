"""The outside world, simulated: reached over HTTP only, and knowing nothing of ours."""
