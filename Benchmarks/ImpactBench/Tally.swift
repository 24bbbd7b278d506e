import Domain
import Glibc
import Prove

/// What many products of one world came to.
struct Tally {
  var products = 0
  var better = 0
  var worse = 0
  var covered = 0
  var noEffect = 0
  var read = 0
  var oracle = 0
  var guardTotal = 0.0
  var width = 0.0

  mutating func add(_ answer: ImpactAnswer, effect: Double, oracle: (centre: Double, error: Double)) {
    products += 1
    if oracle.centre + 1.96 * oracle.error < 0 { self.oracle += 1 }
    guard let interval = answer.effect else { return }
    read += 1
    switch answer.verdict {
    case .moved, .movedMore, .movedLess: better += 1
    case .wrongWay: worse += 1
    case .noEffect: noEffect += 1
    default: break
    }
    if interval.low <= effect && effect <= interval.high { covered += 1 }
    width += interval.high - interval.low
  }

  mutating func add(_ other: Tally) {
    products += other.products
    better += other.better
    worse += other.worse
    covered += other.covered
    noEffect += other.noEffect
    read += other.read
    oracle += other.oracle
    width += other.width
  }

  var line: String {
    func share(_ part: Int, _ whole: Int) -> String { whole == 0 ? "  -  " : padded(Double(part) / Double(whole)) }
    return "better \(share(better, products)) worse \(share(worse, products)) cover \(share(covered, read))"
      + " no effect \(share(noEffect, products)) read \(share(read, products)) width \(padded(width / Double(max(1, read))))"
      + " oracle \(share(oracle, products)) n \(products)"
  }
}

func padded(_ value: Double) -> String {
  let thousandths = Int((abs(value) * 1_000).rounded())
  let tail = "\(thousandths % 1_000)"
  return "\(thousandths / 1_000)." + String(repeating: "0", count: 3 - tail.count) + tail
}
