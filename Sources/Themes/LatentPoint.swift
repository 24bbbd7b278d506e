/// A point of the latent space: 64 coordinates, four vectors that a processor multiplies at once.
struct LatentPoint: Equatable, Sendable {
  typealias Lane = SIMD16<Float>
  static let lanes = 4
  static let dimensions = 16 * lanes

  private var first = Lane()
  private var second = Lane()
  private var third = Lane()
  private var fourth = Lane()

  /// The coordinates, sixteen at a time.
  subscript(lane: Int) -> Lane {
    @inline(__always) get {
      switch lane {
      case 0: first
      case 1: second
      case 2: third
      default: fourth
      }
    }
    @inline(__always) set {
      switch lane {
      case 0: first = newValue
      case 1: second = newValue
      case 2: third = newValue
      default: fourth = newValue
      }
    }
  }

  /// Adds another point, so many times.
  @inline(__always)
  mutating func add(_ other: LatentPoint, times factor: Float = 1) {
    first += other.first * factor
    second += other.second * factor
    third += other.third * factor
    fourth += other.fourth * factor
  }

  @inline(__always)
  func product(_ other: LatentPoint) -> Float {
    let sum = first * other.first + second * other.second + (third * other.third + fourth * other.fourth)
    // Halves, because the sum of sixteen one after the other takes longer than all the rest.
    let eight = sum.lowHalf + sum.highHalf
    let four = eight.lowHalf + eight.highHalf
    let two = four.lowHalf + four.highHalf
    return two.x + two.y
  }

  /// Makes it as long as one; the middle of the space stays where it is.
  mutating func scale() {
    let square = product(self)
    guard square > 1e-20 else { return }
    let length = square.squareRoot()
    first /= length
    second /= length
    third /= length
    fourth /= length
  }
}
