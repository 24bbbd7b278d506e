import Bytes
import Domain
import Loop
import Store

/// What a reader is told of a failure: what failed, with the value, and what to do next.
package struct Problem: Equatable, Sendable {
  /// What kind of failure it is, for exit codes.
  package enum Kind: Sendable { case badInput, negative, environment, internalFailure }

  package let kind: Kind
  package let text: String
  /// Whether arguments of the call are to blame.
  private let namesArguments: Bool

  /// Words any error; the only place where failures become sentences.
  ///
  /// `tool` is the one that was called: where its arguments are to blame, a call that works is shown.
  package init(_ error: any Error, in tool: ReckonTool? = nil) {
    let problem = Problem(wording: error)
    guard let tool, problem.namesArguments else {
      self = problem
      return
    }
    let call = Wording.call(tool.name, tool.example)
    self.init(kind: problem.kind, text: "\(problem.text) A call that works: \(call)", namesArguments: true)
  }

  private init(wording error: any Error) {
    switch error {
    case let error as LoopError: self.init(loop: error)
    case let error as StoreError: self.init(store: error)
    default: self.init(kind: .internalFailure, text: "Something failed that should not: \(Wording.foreign("\(error)"))")
    }
  }

  private init(kind: Kind, text: String, namesArguments: Bool = false) {
    self.kind = kind
    self.text = text
    self.namesArguments = namesArguments
  }

  private init(loop error: LoopError) {
    switch error {
    case .noProject(let missing?):
      self.init(
        kind: .badInput,
        text: "\(Wording.foreign(missing)), given with --root, is not a folder. Name an existing folder."
      )
    case .noProject(nil):
      self.init(
        kind: .environment,
        text: "There is no project here. Start reckon in a repository, or with --root FOLDER."
      )
    case .nothingImported(let root):
      self.init(
        kind: .badInput,
        text: "Nothing has been imported into \(Wording.foreign(root)) yet. "
          + "Next, in a shell: reckon import PATH, or reckon demo for a bundled product."
      )
    case .missingProgram(let name):
      self.init(kind: .environment, text: "\(name) is not on PATH. Install it, or go without what needs it.")
    case .cannotListen(let address, let isInUse):
      self.init(
        kind: .environment,
        text: isInUse
          ? "Something listens on \(address) already: an OpenTelemetry Collector, say. Stop it, or choose another port with --listen."
          : "\(address) is no address that this host can listen on. Name another one with --listen, such as 127.0.0.1:4318."
      )
    case .watched(let root):
      self.init(
        kind: .environment,
        text:
          "Another reckon watch is running in \(Wording.foreign(root)). One is enough: send to it, or stop it first."
      )
    case .notAnID(let argument, let typed, let wanted):
      self.init(kind: .badInput, text: Problem.notAnID(argument, typed, wanted))
    case .unknownID(let id):
      self.init(kind: .badInput, text: "There is no \(id.kind.word) \(id). \(Problem.whereIDsAre(id.kind))")
    case .badValue(let argument, let typed, let expected):
      self.init(
        kind: .badInput,
        text: "\(argument) is \(Wording.foreign(typed, limit: 80)); give \(expected).",
        namesArguments: true
      )
    case .needs(let argument, let why):
      self.init(kind: .badInput, text: "\(argument) is missing: \(why). Give \(argument).", namesArguments: true)
    case .unreadable(let error):
      self.init(
        kind: .badInput,
        text: "Cannot read \(Wording.foreign("\(error)", limit: 400)). Name a file or folder that can be read."
      )
    case .unwritable(let error):
      self.init(
        kind: .environment,
        text: "Cannot write \(Wording.foreign("\(error)", limit: 400)). Free that place, or name another."
      )
    case .notEmpty(let path):
      self.init(
        kind: .badInput,
        text: "\(Wording.foreign(path)) is not an empty folder. Name a new one, or remove it first."
      )
    case .storeExists(let path):
      self.init(
        kind: .badInput,
        text: "There is a store at \(Wording.foreign(path)) already. With --replace it is put aside, not deleted."
      )
    case .leaseHeld(let bet, let worker, let until, let next):
      let rest = next.map {
        "The next free bet: \(Wording.call("claim_bet", ["op": "acquire", "id": .string($0.text)]))"
      }
      self.init(
        kind: .negative,
        text:
          "\(bet) is held by \(Wording.foreign(worker, limit: 60)) \(until.map { "until \(Wording.time($0))" } ?? "while it waits for a person"). "
          + (rest ?? "No other bet is free; ask again then.")
      )
    case .leaseRefused(let lease, let reason):
      self.init(
        kind: .negative,
        text: "The lease \(Wording.foreign(lease, limit: 40)) does not count: \(reason). "
          + "Take a new one: claim_bet {\"op\":\"acquire\",\"id\":\"B-…\"}"
      )
    case .wrongState(let id, let state, let action, let allowed):
      self.init(kind: .badInput, text: "\(id) is \(state); \(action) needs \(allowed).")
    case .git(let reason):
      self.init(kind: .environment, text: "Git could not answer: \(Wording.foreign(reason, limit: 300)).")
    case .store(let error): self.init(store: error)
    case .badExport(let path, let reason):
      self.init(
        kind: .badInput,
        text: "\(Wording.foreign(path)) is not what an export wrote: \(Wording.foreign(reason, limit: 200)). "
          + "Name the folder of a whole export: reckon rebuild DIR"
      )
    case .backdated(let asOf, let last):
      self.init(
        kind: .badInput,
        text: "--as-of \(asOf) lies before the ledger's last entry at \(last): nothing can be written into the past. "
          + "Leave --as-of out, or name a later moment."
      )
    case .corrupt(let what, let detail):
      self.init(
        kind: .internalFailure,
        text: "\(what) is damaged: \(Wording.foreign(detail, limit: 200)). Next: audit {\"check\":\"ledger\"}"
      )
    case .interrupted:
      self.init(kind: .negative, text: "The call was stopped before it was done; what it had not finished was undone.")
    }
  }

  private init(store error: StoreError) {
    self.init(kind: .environment, text: Wording.foreign("\(error)", limit: 800))
  }

  private static func notAnID(_ argument: String, _ typed: String, _ wanted: [RecordKind]) -> String {
    let forms = wanted.map { "\($0.letter)-XXXXXX (\($0.word))" }
    let found = RecordID(typed).map { " It is the id of a \($0.kind.word)." } ?? ""
    return "\(argument) is \(Wording.foreign(typed, limit: 60)), which is not an id of the form "
      + "\(Wording.list(forms, last: "or")).\(found) \(whereIDsAre(wanted.first ?? .opportunity))"
  }

  private static func whereIDsAre(_ kind: RecordKind) -> String {
    switch kind {
    case .bet, .decision, .plan: "The current one: get_bet {}"
    case .ship, .readout, .lease: "Those that exist: get_status {}"
    case .opportunity, .claim, .group, .edit: "Those that exist: list_opportunities {}"
    }
  }
}

extension RecordKind {
  /// The word people say.
  var word: String {
    switch self {
    case .readout: "read-out"
    default: rawValue
    }
  }
}
