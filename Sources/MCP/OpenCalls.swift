import Bytes

/// The calls not yet answered, found by serial number and by the id their client gave them.
///
/// A call weighs on memory until it is answered and its handler has returned as well, so that a client cannot pile up
/// work by cancelling it.
struct OpenCalls: Sendable {
  /// One call from its request to its answer, over as many rounds of questions as it takes.
  struct Call: Sendable {
    let id: RequestID
    let method: String
    let params: JSONNode?
    let batch: Int?
    var ticket: CallTicket
    /// Questions put to a legacy client and not yet answered, by the id of the server's own request.
    fileprivate(set) var unanswered: [RequestID: String] = [:]
    var rounds = 0

    var serial: Int { ticket.serial }
  }

  /// Calls kept at once: more than any client has a use for.
  static let limit = 20_000
  /// Bytes of requests kept at once; a parsed request takes several times its text.
  static let byteLimit = 64 << 20

  private var bySerial: [Int: Call] = [:]
  private var serials: [RequestID: Int] = [:]
  private var askers: [RequestID: Int] = [:]
  private var working: Set<Int> = []
  private var weights: [Int: Int] = [:]
  private var weight = 0
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

  /// True when a request of so many bytes can be kept; one alone always can.
  func hasRoom(for bytes: Int) -> Bool {
    weights.isEmpty || (weights.count < OpenCalls.limit && weight + bytes <= OpenCalls.byteLimit)
  }

  /// Notes a call whose handler is about to run.
  mutating func open(_ ticket: CallTicket, for request: IncomingMessage.Request, batch: Int?) {
    bySerial[ticket.serial] = Call(
      id: request.id,
      method: request.method,
      params: request.params,
      batch: batch,
      ticket: ticket
    )
    serials[request.id] = ticket.serial
    working.insert(ticket.serial)
    add(request.bytes, to: ticket.serial)
  }

  mutating func close(_ serial: Int) {
    guard let call = bySerial.removeValue(forKey: serial) else { return }
    serials[call.id] = nil
    for question in call.unanswered.keys { askers[question] = nil }
    release(serial)
  }

  // MARK: Handlers

  /// Notes that a call's handler is about to run again.
  mutating func resume(_ serial: Int) { working.insert(serial) }

  /// Notes that a call's handler has returned.
  mutating func handlerReturned(_ serial: Int) {
    working.remove(serial)
    release(serial)
  }

  private mutating func add(_ bytes: Int, to serial: Int) {
    weights[serial, default: 0] += bytes
    weight += bytes
  }

  private mutating func release(_ serial: Int) {
    guard bySerial[serial] == nil, !working.contains(serial) else { return }
    weight -= weights.removeValue(forKey: serial) ?? 0
  }

  // MARK: Questions

  func isAsked(_ question: RequestID) -> Bool { askers[question] != nil }

  /// Notes a question a call has put to its client.
  mutating func ask(_ question: RequestID, _ key: String, for serial: Int) {
    bySerial[serial]?.unanswered[question] = key
    askers[question] = serial
  }

  /// Takes the question with this id off the call that asked it; an answer of so many bytes weighs on the call.
  mutating func takeAnswer(to question: RequestID, bytes: Int) -> (call: Call, key: String)? {
    guard let serial = askers.removeValue(forKey: question),
      let key = bySerial[serial]?.unanswered.removeValue(forKey: question), let call = bySerial[serial]
    else { return nil }
    add(bytes, to: serial)
    return (call, key)
  }

  /// Forgets what a call still had to ask.
  mutating func dropQuestions(of serial: Int) {
    for question in bySerial[serial]?.unanswered.keys ?? [:].keys { askers[question] = nil }
    bySerial[serial]?.unanswered = [:]
  }
}
