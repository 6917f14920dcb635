"""Threadheat: rebuild comment threads from raw page text, score them offline, measure spread along replies."""
