"""Reads the numeric targets of Chinese government plans and checks reported data against them."""
