"""Stands in for a virus scanner: it speaks as ClamAV's daemon does, and knows one sample."""
