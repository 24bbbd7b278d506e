import Bytes
import Loop
import MCP

/// Learns from a call which folders its client works in.
enum ClientFolders {
  private static let key = "roots"

  /// Returns the workplace of a call, after asking a client that can tell its roots when nothing stronger names a folder.
  static func workplace(for context: CallContext, within workplace: Workplace) throws -> Answer<Workplace> {
    var workplace = workplace
    workplace.codexWorkspaces = codexWorkspaces(in: context.meta)
    guard workplace.wantsClientRoots, context.client.supports(.roots) else { return .complete(workplace) }
    do {
      guard let answer = try context.answer(key, to: .roots) else {
        return .inputRequired(InputRequired([key: .roots]))
      }
      workplace.clientRoots = answer["roots"]?.elements.compactMap { path(ofFile: $0["uri"]?.string) } ?? []
    } catch is QuestionRefused {
      // The next evidence takes the place of roots that the client cannot tell after all.
    }
    return .complete(workplace)
  }

  /// Codex names the folders of a session as the keys of an object.
  private static func codexWorkspaces(in meta: JSONNode?) -> [String] {
    meta?["x-codex-turn-metadata"]?["workspaces"]?.members.map(\.key) ?? []
  }

  private static func path(ofFile uri: String?) -> String? {
    guard let uri, let host = ["file://localhost/", "file:///"].first(where: uri.hasPrefix) else { return nil }
    return PercentEncoding.decode(Array(uri.utf8.dropFirst(host.utf8.count - 1))[...])
  }
}
