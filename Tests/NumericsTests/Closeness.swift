/// Tells whether two numbers agree to so many parts of the larger, or are both as good as nothing.
func agrees(_ one: Double, _ other: Double, within tolerance: Double = 1e-10) -> Bool {
  if one == other { return true }
  return abs(one - other) <= tolerance * max(abs(one), abs(other))
}
