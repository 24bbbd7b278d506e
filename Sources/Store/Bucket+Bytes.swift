import Bytes
import Domain

/// Buckets of whole hours in bytes.
extension Bucket {
  /// Packs buckets of no metric, ordered by their beginnings.
  static func pack(_ hours: [Bucket]) -> [UInt8] {
    var bytes: [UInt8] = []
    var hour: Int64 = 0
    for bucket in hours {
      let bins = DurationBin.pack(bucket.bins)
      bytes.appendVarint(UInt64(bitPattern: bucket.start / coarseWidth &- hour))
      hour = bucket.start / coarseWidth
      bytes.appendVarint(UInt64(bitPattern: bucket.count))
      bytes.appendVarint(UInt64(bitPattern: bucket.errors))
      bytes.appendVarint(UInt64(bitPattern: bucket.duration))
      bytes.appendVarint(UInt64(bins.count))
      bytes += bins
    }
    return bytes
  }

  /// Unpacks them; nil where the bytes cannot be what `pack` made.
  static func unpack(_ bytes: [UInt8]) -> [Bucket]? {
    let span = bytes.span
    var hours: [Bucket] = []
    var offset = 0
    var hour: Int64 = 0
    while offset < bytes.count {
      guard let distance = span.varint(&offset), let count = span.varint(&offset), let errors = span.varint(&offset),
        let duration = span.varint(&offset), let length = span.varint(&offset), length <= UInt64(bytes.count - offset)
      else { return nil }
      hour &+= Int64(bitPattern: distance)
      let start = hour.multipliedReportingOverflow(by: coarseWidth)
      let end = offset + Int(length)
      guard !start.overflow, let bins = DurationBin.unpack(Array(bytes[offset..<end])) else { return nil }
      offset = end
      var bucket = Bucket(start: start.partialValue)
      (bucket.count, bucket.errors) = (Int64(bitPattern: count), Int64(bitPattern: errors))
      bucket.duration = Int64(bitPattern: duration)
      bucket.bins = bins
      hours.append(bucket)
    }
    return hours
  }

  /// Puts ordered buckets of an hour together.
  static func hours(_ buckets: [Bucket]) -> [Bucket] {
    var hours: [Bucket] = []
    for bucket in buckets {
      let start = bucket.start.flooredQuotient(by: coarseWidth) * coarseWidth
      if hours.last?.start != start { hours.append(Bucket(start: start)) }
      hours[hours.count - 1].merge(bucket)
    }
    return hours
  }
}
