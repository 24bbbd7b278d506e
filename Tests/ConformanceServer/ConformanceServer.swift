import Bytes
import Glibc
import MCP

/// A server of fixtures: everything the official conformance suite and the library's own tests call for.
@main
enum ConformanceServer {
  static func main() {
    let streams = StandardStreams.claim()
    guard let options = Options(CommandLine.arguments.dropFirst()) else { refuse(Options.usage) }
    Server(
      implementation,
      instructions: "Fixtures for tests of the protocol; none of them does anything useful.",
      catalog: catalog(options),
      streams: streams,
      limits: limits(options),
      stateKey: stateKey,
      trace: trace(options)
    ).run()
  }

  private static let implementation: Implementation = {
    var implementation = Implementation(
      name: "conformance-server",
      version: "1.0.0",
      title: "Conformance server",
      description: "Fixtures of the conformance suite"
    )
    implementation.icons = [Icon(source: Media.pngURI, mimeType: "image/png", sizes: ["1x1"], theme: .light)]
    return implementation
  }()

  /// Fixed, so that states outlive a process and tests can carry one to the next.
  private static let stateKey = [UInt8](0..<32)

  private static func catalog(_ options: Options) -> Catalog {
    var catalog = Catalog()
    catalog.tools = PlainTools.all + DialogueTools.all + StatefulTools.all + ChangingTools.all + TestTools.all
    if options.hasSlowTool { catalog.tools.append(TestTools.slow) }
    if options.isNoisy { catalog.tools = catalog.tools.map(Console.noisy) }
    catalog.resources = Resources.all
    catalog.templates = Resources.templates
    catalog.prompts = Prompts.all
    catalog.changing = [.tools, .prompts]
    catalog.announcesUpdates = true
    catalog.writesLog = true
    return catalog
  }

  private static func limits(_ options: Options) -> Server.Limits {
    var limits = Server.Limits()
    limits.callTime = options.callTime ?? limits.callTime
    limits.messageBytes = options.messageBytes ?? limits.messageBytes
    return limits
  }

  private static func trace(_ options: Options) -> Trace? {
    guard let path = options.tracePath else { return nil }
    guard let trace = Trace(path: path, redact: { _, text in text }) else { refuse("\(path) cannot be written\n") }
    return trace
  }

  private static func refuse(_ reason: String) -> Never {
    Console.write(reason, to: 2)
    exit(2)
  }
}
