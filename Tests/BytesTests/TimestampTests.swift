import Bytes
import Testing

@Suite struct TimestampTests {
  @Test(arguments: [Int64.min, .min + 1, -1_000_000_001, -1_000_000_000, -1, 0, 1, 999_999_999, 1_000_000_000, .max])
  func `seconds and the rest make the same instant`(nanoseconds: Int64) {
    let timestamp = Timestamp(nanoseconds: nanoseconds)
    #expect((0..<1_000_000_000).contains(timestamp.nanosecond))
    #expect(Timestamp(seconds: timestamp.seconds, nanosecond: timestamp.nanosecond) == timestamp)
  }

  @Test func `seconds are rounded towards the past`() {
    #expect(Timestamp(nanoseconds: -1).seconds == -1)
    #expect(Timestamp(nanoseconds: -1).nanosecond == 999_999_999)
    #expect(Timestamp(nanoseconds: -1_000_000_000).seconds == -1)
    #expect(Timestamp(nanoseconds: -1_000_000_000).nanosecond == 0)
  }

  @Test(
    arguments: [
      (-9_223_372_037, 145_224_191), (9_223_372_036, 854_775_808), (9_223_372_037, 0), (-9_223_372_038, 999_999_999),
      (Int64.max, 0), (Int64.min, 0),
    ] as [(Int64, Int32)]
  )
  func `instants out of range are nil`(seconds: Int64, nanosecond: Int32) {
    #expect(Timestamp(seconds: seconds, nanosecond: nanosecond) == nil)
  }

  @Test func `earlier is less`() {
    #expect(Timestamp(nanoseconds: -1) < Timestamp(nanoseconds: 0))
    #expect(Timestamp(nanoseconds: 0) < Timestamp(nanoseconds: 1))
  }
}
