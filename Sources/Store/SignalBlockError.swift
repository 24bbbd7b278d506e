/// Why some bytes are not a block of signals, or some signals cannot become one.
enum SignalBlockError: Error, Equatable, CustomStringConvertible {
  /// They do not begin as a block does.
  case notABlock
  /// A newer Reckon has written it.
  case newerVersion(Int)
  /// They end before the named part does.
  case truncated(String)
  /// A checksum says that the named part has changed.
  case damaged(String)
  /// The named part cannot have been written by this program.
  case invalid(String, String)
  /// More signals, or longer texts, than one block takes.
  case tooLarge(String)
  /// The compressor failed.
  case failed(String)

  var description: String {
    switch self {
    case .notABlock: "no block of signals begins here"
    case .newerVersion(let version): "a block of version \(version), newer than this program"
    case .truncated(let part): "\(part) ends too early"
    case .damaged(let part): "the checksum of \(part) does not fit its content"
    case .invalid(let part, let reason): "\(part) \(reason)"
    case .tooLarge(let what): "\(what) is more than a block takes"
    case .failed(let reason): reason
    }
  }
}
