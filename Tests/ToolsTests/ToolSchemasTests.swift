import Bytes
import Foundation
import TestSupport
import Testing
import Tools

/// The files under `schemas/` are what the program prints.
@Suite struct ToolSchemasTests {
  private static var folder: String {
    URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("schemas").path
  }

  @Test(arguments: ToolTable.all.map(\.name))
  func `a schema on disk is the one the tool has; make schemas writes it anew`(_ name: String) throws {
    let tool = try #require(ToolTable.tool(named: name))
    let bytes = try #require(FileManager.default.contents(atPath: "\(Self.folder)/\(name).json"), "make schemas")
    // As it is printed: a whole number stands in JSON without its point.
    let printed = try JSONDocument(ToolSchemas.document(tool).text).root.value
    #expect(try JSONDocument(Array(bytes)).root.value == printed, "make schemas")
  }

  @Test func `there is no schema of a tool that is not there`() throws {
    let names = try FileManager.default.contentsOfDirectory(atPath: Self.folder)
    #expect(names.sorted() == ToolTable.all.map { "\($0.name).json" }.sorted())
  }
}
