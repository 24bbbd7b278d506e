import Bytes
import Domain
import Foundation
import Host
import Loop
import Ship
import Store
import TestSupport

/// A small shop's repository with a store, and the use cases as of any moment.
struct Shop {
  let fixture: Fixture
  let root: String
  let desk: Desk

  /// The same in every run, and so is every id.
  static let secret: [UInt8] = Array(0..<32)

  /// Stands in a copy of another shop, or in a new one.
  private init(_ fixture: Fixture, copying other: String? = nil, _ sizes: SignalSizes = .usual) throws {
    self.fixture = fixture
    desk = Desk(secret: Shop.secret, sizes: sizes)
    if let other {
      root = fixture.path("shop")
      try FileManager.default.copyItem(atPath: other, toPath: root)
      return
    }
    root = try fixture.repository("shop", hasCommit: true)
    _ = try Store.open(at: root + "/.reckon", creating: true, options: StoreOptions(secret: Shop.secret))
  }

  /// Runs a test with a shop of its own, empty at first.
  static func with<Result>(_ sizes: SignalSizes = .usual, _ body: (Shop) throws -> Result) throws -> Result {
    try Fixture.with { try body(Shop($0, sizes)) }
  }

  /// Runs a test with a copy of a shop that was made once.
  static func withCopy<Result>(of other: String, _ body: (Shop) throws -> Result) throws -> Result {
    try Fixture.with { try body(Shop($0, copying: other)) }
  }

  /// Runs a test with a shop whose first days are known: two errors, the larger of which is the pick.
  static func withPick<Result>(_ body: (Shop, RecordID) throws -> Result) throws -> Result {
    try withCopy(of: picked.get()) { try body($0, $0.pick()) }
  }

  private static let picked = Result {
    let shop = try Shop(Fixture.lasting())
    try shop.take(SampleSignals.days(0..<shipDay, export: 3), at: moment(day: shipDay))
    return shop.root
  }

  /// The first day that the store does not know at first.
  static let shipDay = 14

  /// Returns a moment of a day.
  static func moment(day: Int, hour: Int = 0) -> Timestamp {
    Timestamp(microseconds: Int64(SampleSignals.firstSecond + day * 86_400 + hour * 3_600) * 1_000_000)
  }

  // MARK: Use cases

  func workplace(at moment: Timestamp) -> Workplace {
    let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
    let environment = Environment(
      variables: ["PATH": path, "HOME": fixture.folder],
      workingDirectory: root,
      executable: "/x"
    )
    return Workplace(environment: environment, rootOption: nil, asOf: moment)
  }

  func books(at moment: Timestamp = moment(day: shipDay), as actor: String = "agent:one") throws -> Books {
    try desk.books(of: workplace(at: moment), actor: actor)
  }

  /// Takes a text in as a file.
  @discardableResult
  func take(
    _ text: String,
    as name: String = "telemetry.jsonl",
    at moment: Timestamp,
    isDryRun: Bool = false
  ) throws -> ImportReport {
    try take(Array(text.utf8), as: name, at: moment, isDryRun: isDryRun)
  }

  /// Takes bytes in as a file.
  @discardableResult
  func take(_ bytes: [UInt8], as name: String, at moment: Timestamp, isDryRun: Bool = false) throws -> ImportReport {
    let path = try fixture.write("", to: "files/\(name)")
    try Data(bytes).write(to: URL(fileURLWithPath: path))
    let importer = Importer(workplace: workplace(at: moment), desk: desk, isDryRun: isDryRun, sourceName: nil)
    return try importer.run([path]) { _ in }
  }

  /// The bet of today's choice.
  func pick() throws -> RecordID {
    guard let pick = try books().read({ try $0.choice()?.subject }) else { throw ProgramFailure("there is no pick") }
    return pick
  }

  func bet(_ id: RecordID) throws -> Bet { try books().read { try $0.bet(id) } }

  func opportunity(of bet: RecordID) throws -> Opportunity {
    try books().read { try $0.opportunity($0.bet(bet).opportunity) }
  }

  /// The number of the ledger's last entry.
  func entries() throws -> Int64 { try books().read { try $0.reader.ledgerHead()?.seq ?? 0 } }

  /// How many signals are stored.
  func signals() throws -> Int64 { try books().read { try $0.reader.sources().reduce(0) { $0 + $1.count } } }

  /// What an audit of everything finds wrong.
  func faults() throws -> [String] {
    try Audit(check: .ledger, id: nil).run(books(), checkpoint: {}).faults
  }

  // MARK: Steps of the loop

  /// Takes the lease of a bet.
  @discardableResult
  func acquire(_ bet: RecordID, worker: String = "one", at moment: Timestamp = moment(day: shipDay)) throws
    -> LeaseRequest.Outcome
  {
    var request = LeaseRequest(.acquire)
    request.bet = bet
    request.worker = worker
    request.minutes = 60
    return try request.run(books(at: moment, as: "agent:\(worker)"))
  }

  /// Commits a fix with the bet's trailer; returns the commit's hash.
  func fix(_ bet: RecordID) throws -> String {
    try fixture.write("module.exports = 1\n", to: "shop/checkout/coupons.js")
    try fixture.git("add", "--all", in: "shop")
    let at = SampleSignals.firstSecond + Shop.shipDay * 86_400
    try fixture.git("commit", "--quiet", "--message", "Mend coupons\n\nBet: \(bet)", in: "shop", at: at)
    return try fixture.git("rev-parse", "HEAD", in: "shop").trimmingCharacters(in: .whitespacesAndNewlines)
  }

  /// Reports a merge of a commit in release 1.0.1, on the morning of the day of the ship unless told otherwise.
  @discardableResult
  func ship(
    _ bet: RecordID,
    _ commit: String?,
    lease: RecordID? = nil,
    at moment: Timestamp = moment(day: shipDay, hour: 1),
    _ change: (inout ShipReport) -> Void = { _ in }
  ) throws -> ShipRecording.Outcome {
    var report = ShipReport(.merge)
    report.bets = [bet]
    report.commit = commit
    report.release = "1.0.1"
    change(&report)
    var recording = ShipRecording(report)
    recording.lease = lease
    return try recording.record(books(at: moment), checkpoint: {})
  }

  /// Takes in what production shows after the ship: the rest of its day as before, then a release with fewer failures.
  @discardableResult
  func takeAfter(through day: Int, coupon: Int = 1) throws -> ImportReport {
    try take(SampleSignals.days(Shop.shipDay..<Shop.shipDay + 1), as: "same.jsonl", at: Shop.moment(day: day))
    return try take(
      // Who no longer fails goes on: a failure is two signals, and all activity stays what it was.
      SampleSignals.days(
        Shop.shipDay + 1..<day,
        healthy: 12 + 2 * (8 - coupon),
        coupon: coupon,
        export: 3,
        release: "1.0.1"
      ),
      as: "after.jsonl",
      at: Shop.moment(day: day)
    )
  }

  /// Looks at what a ship did.
  func look(at id: RecordID, day: Int, isNew: Bool = true) throws -> ImpactLook.Outcome {
    try ImpactLook(id: id, isNew: isNew).run(books(at: Shop.moment(day: day)))
  }

  /// Decides on a bet or opportunity.
  @discardableResult
  func decide(
    _ operation: Ruling.Operation,
    _ id: RecordID,
    reason: String = "Because.",
    plan: String? = nil,
    at moment: Timestamp = moment(day: shipDay)
  ) throws -> Ruling.Outcome {
    var ruling = Ruling(operation, id)
    ruling.reason = reason
    ruling.plan = plan
    return try ruling.run(books(at: moment, as: "person"))
  }
}
