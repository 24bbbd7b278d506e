import Bytes
import Foundation
import Host
import Loop
import TestSupport

/// A watch of a shop that fetches when a test says so, with a clock in the test's hands.
struct Pulling {
  let post: WatchPost
  private let clock: Monitor<Timestamp>

  /// When it begins, unless told otherwise.
  static let start = Shop.moment(day: 3, hour: 1)

  /// Sets it up; `variables` are the user's keys and hosts.
  init(
    _ shop: Shop,
    at moment: Timestamp = start,
    variables: [String: String] = [:],
    _ change: (inout PullList) -> Void
  ) throws {
    let clock = Monitor(moment)
    self.clock = clock
    var environment = shop.workplace(at: moment).environment
    environment = Environment(
      variables: environment.variables.merging(variables) { $1 },
      workingDirectory: environment.workingDirectory,
      executable: environment.executable
    )
    let workplace = Workplace(
      environment: environment,
      rootOption: nil,
      clock: WallClock { clock.read { $0 } }
    )
    var list = PullList()
    change(&list)
    post = try WatchPost(workplace: workplace, desk: shop.desk, token: nil, fetching: list)
  }

  var puller: Puller? { post.puller }
  var problems: [String] { puller?.progress.problems ?? [] }

  /// Lets time pass, and fetches what is due.
  func round(after seconds: Int64 = 0) {
    clock.change { $0 = $0.adding(seconds) }
    puller?.round()
  }

  /// Has everything kept that was fetched.
  func finish() -> ImportReport {
    post.drain.end()
    post.drain.run()
    return post.drain.progress.report
  }
}

extension Timestamp {
  func adding(_ seconds: Int64) -> Timestamp { Timestamp(nanoseconds: nanoseconds + seconds * 1_000_000_000) }
}
