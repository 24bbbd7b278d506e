import Formats
import Host

/// How much is taken of what others give.
enum PullLimits {
  /// The head comes on top of the body.
  static let reply = WireBody.limit + (64 << 10)
  /// How far back a first fetching goes, and how much of what was fetched is fetched again for what came late.
  static let firstSeconds: Int64 = 7 * 86_400
  static let overlapSeconds: Int64 = 600

  /// Returns the body of a reply, unpacked.
  static func content(of reply: Curl.Reply, _ wire: WireBody) throws(PullFailure) -> [UInt8] {
    guard reply.body.count <= WireBody.limit else { throw PullFailure.tooLong }
    do throws(WireBody.Problem) {
      return try wire.content(of: reply.body)
    } catch {
      throw error == .tooLong ? .tooLong : PullFailure("\(error)")
    }
  }
}
