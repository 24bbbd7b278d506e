"""Operations that are killed at a random moment, and what has to be there afterwards."""
