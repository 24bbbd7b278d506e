/// The requests this library knows.
enum Method: String, CaseIterable, Sendable {
  case initialize
  case ping
  case discover = "server/discover"
  case listTools = "tools/list"
  case callTool = "tools/call"
  case listResources = "resources/list"
  case listTemplates = "resources/templates/list"
  case readResource = "resources/read"
  case subscribe = "resources/subscribe"
  case unsubscribe = "resources/unsubscribe"
  case listPrompts = "prompts/list"
  case getPrompt = "prompts/get"
  case complete = "completion/complete"
  case setLogLevel = "logging/setLevel"
  case listen = "subscriptions/listen"

  /// True when a revision has the method and the catalog something for it to serve.
  func isServed(in revision: Revision, by catalog: Catalog) -> Bool {
    switch self {
    case .initialize, .ping: !revision.isStateless
    case .discover: revision.isStateless
    case .listTools, .callTool: catalog.offersTools
    case .listResources, .listTemplates, .readResource: catalog.offersResources
    case .subscribe, .unsubscribe: !revision.isStateless && catalog.announcesUpdates
    case .listPrompts, .getPrompt: catalog.offersPrompts
    // 2024-11-05 has the method but no capability to declare it by.
    case .complete: catalog.completes && revision.hasToolAnnotations
    case .setLogLevel: !revision.isStateless && catalog.writesLog
    case .listen: revision.isStateless && catalog.announcesAnything
    }
  }
}
