"""What a generated corpus has planted, who of it is visible in its files, and which answers are about it."""
