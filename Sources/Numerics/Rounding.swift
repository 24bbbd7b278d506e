import Glibc

/// The precision in which results are stored and compared.
package enum Rounding {
  /// Rounds to nine significant digits: the double nearest to that decimal; never a negative zero.
  package static func nine(_ value: Double) -> Double {
    guard value.isFinite, value != 0 else { return value == 0 ? 0 : value }
    let places = 8 - Int(floor(log10(abs(value))))
    guard abs(places) <= 22 else { return farFromOne(value, places: places) }
    // Powers of ten to the 22nd are exact, so that only the last division or product rounds.
    let power = pow(10, Double(abs(places)))
    let digits = (places >= 0 ? value * power : value / power).rounded()
    return places >= 0 ? digits / power : digits * power
  }

  private static func farFromOne(_ value: Double, places: Int) -> Double {
    // Two steps, because 10^places may overflow where the product does not.
    let half = places / 2
    let digits = (value * pow(10, Double(half)) * pow(10, Double(places - half))).rounded()
    guard abs(digits) < 1e10 else { return value }
    let result = Double("\(Int64(digits))e\(-places)") ?? value
    return result.isFinite ? result : value
  }
}
