import Bytes

/// The calls not yet answered, found by serial number and by the id their client gave them.
struct OpenCalls: Sendable {
  /// One call from its request to its answer, over as many rounds of questions as it takes.
  struct Call: Sendable {
    let id: RequestID
    let method: String
    let params: JSONNode?
    let batch: Int?
    var ticket: CallTicket
    /// Questions put to a legacy client and not yet answered, by the id of the server's own request.
    var unanswered: [RequestID: String] = [:]
    var rounds = 0

    var serial: Int { ticket.serial }
  }

  private var bySerial: [Int: Call] = [:]
  private var serials: [RequestID: Int] = [:]
  private var last = 0

  /// Returns a number never returned before.
  mutating func nextSerial() -> Int {
    last += 1
    return last
  }

  subscript(serial: Int) -> Call? {
    get { bySerial[serial] }
    set { bySerial[serial] = newValue }
  }

  subscript(id: RequestID) -> Call? { serials[id].flatMap { bySerial[$0] } }

  func contains(_ id: RequestID) -> Bool { serials[id] != nil }

  var all: [Call] { bySerial.values.sorted { $0.serial < $1.serial } }

  /// The calls that wait for a client that will not answer any more.
  var waitingForClient: [Call] { all.filter { !$0.unanswered.isEmpty } }

  var isEmpty: Bool { bySerial.isEmpty }

  mutating func open(_ ticket: CallTicket, id: RequestID, method: String, params: JSONNode?, batch: Int?) {
    bySerial[ticket.serial] = Call(id: id, method: method, params: params, batch: batch, ticket: ticket)
    serials[id] = ticket.serial
  }

  mutating func close(_ serial: Int) {
    guard let call = bySerial.removeValue(forKey: serial) else { return }
    serials[call.id] = nil
  }

  /// Returns the call that asked the question with this id.
  func asker(of question: RequestID) -> Call? {
    bySerial.values.first { $0.unanswered[question] != nil }
  }
}
