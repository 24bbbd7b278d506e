internal import Bytes
internal import Domain

/// What a bucket holds of a metric, packed: the sum, then each counter's run.
///
/// Most buckets are of no metric: theirs is empty.
enum BucketMeasures {
  /// Packs a bucket's sum and runs.
  static func pack(_ bucket: Bucket) -> [UInt8] {
    guard bucket.sum != .zero || !bucket.runs.isEmpty else { return [] }
    var bytes: [UInt8] = []
    bytes.appendLittleEndian(UInt64(truncatingIfNeeded: bucket.sum.units))
    bytes.appendLittleEndian(UInt64(truncatingIfNeeded: bucket.sum.units >> 64))
    for run in bucket.runs {
      bytes.append(run.hasStart ? 1 : 0)
      bytes.appendLittleEndian(run.run)
      for point in [run.first, run.last] {
        bytes.appendLittleEndian(UInt64(bitPattern: point.time))
        bytes.appendLittleEndian(point.value.bitPattern)
      }
      bytes.appendLittleEndian(run.highest.bitPattern)
    }
    return bytes
  }

  private static let sumSize = 16
  private static let runSize = 49

  /// Unpacks them into a bucket; false where the bytes are not what `pack` gives.
  static func unpack(_ bytes: [UInt8], into bucket: inout Bucket) -> Bool {
    guard !bytes.isEmpty else { return true }
    let span = bytes.span
    guard bytes.count >= sumSize, (bytes.count - sumSize).isMultiple(of: runSize) else { return false }
    bucket.sum = ExactSum(
      units: Int128(Int64(bitPattern: span.littleEndian64(8))) << 64 | Int128(span.littleEndian64(0))
    )
    for offset in stride(from: sumSize, to: bytes.count, by: runSize) {
      guard bytes[offset] <= 1 else { return false }
      let words = (0..<6).map { span.littleEndian64(offset + 1 + 8 * $0) }
      func point(_ index: Int) -> CounterRun.Point {
        CounterRun.Point(time: Int64(bitPattern: words[index]), value: Double(bitPattern: words[index + 1]))
      }
      let run = CounterRun(
        run: words[0],
        first: point(1),
        last: point(3),
        highest: Double(bitPattern: words[5]),
        hasStart: bytes[offset] == 1
      )
      guard bucket.runs.last.map({ $0.run < run.run }) ?? true, bucket.runs.count < CounterRun.limit else {
        return false
      }
      bucket.runs.append(run)
    }
    return bucket.sum != .zero || !bucket.runs.isEmpty
  }
}
