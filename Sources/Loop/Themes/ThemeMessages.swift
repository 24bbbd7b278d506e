import Bytes
import Domain
import Find
import Store
import Themes

/// The way of messages to where themes are made from them.
enum ThemeMessages {
  /// Keeps what there is to tell the theme of each message of a batch; advertising and empty words say no text of any.
  static func hold(_ candidates: [GroupCandidate], of batch: SignalBatch, secret: [UInt8], _ writer: StoreWriter) throws
  {
    for candidate in candidates where candidate.kind == .message && batch.rows.indices.contains(candidate.row) {
      let words = MessageWords(candidate.text)
      let row = batch.rows[candidate.row]
      let text = try words.map { words in
        try writer.text(
          digest: digest(words.identity, secret),
          words: MessageWords.pack(words.features),
          teaches: !words.isSuspect
        )
      }
      try writer.add(
        ThemedMessage(
          key: row.key,
          text: text ?? ThemedMessage.noText,
          isPraise: words?.isPraise ?? false,
          time: row.time,
          subject: row.subject,
          account: row.account,
          evidence: batch.evidenceID(of: row),
          service: CheckedName.service(candidate.service),
          surface: CheckedName.surface(candidate.surface)
        )
      )
    }
  }

  /// The digest of a text's words, under the store's secret: nobody else can test a guess of what was forgotten.
  static func digest(_ identity: [UInt8], _ secret: [UInt8]) -> [UInt8] {
    Array(HMAC.tag(for: Array("text of messages".utf8) + [0] + identity, key: secret).bytes.prefix(16))
  }
}
