import Foundation

/// The bundled product after its thirty days, as `reckon demo` leaves it; played once, and copied for each test.
package enum DemoFolder {
  /// The command that the folder comes from.
  package static let command = "reckon demo"

  /// What the demo takes where everything else runs beside it, in a build that is not optimised.
  package static let patience = Duration.seconds(300)

  private static let played = Result { try play() }

  /// Copies the folder into a fixture; returns the copy's path.
  @discardableResult
  package static func copy(to fixture: Fixture, as name: String = "reckon-demo") throws -> String {
    try FileManager.default.copyItem(atPath: played.get().folder, toPath: fixture.path(name))
    return fixture.path(name)
  }

  /// What the demo said while it was played.
  package static func story() throws -> String { try played.get().story }

  private static func play() throws -> (folder: String, story: String) {
    let fixture = try Fixture.lasting()
    let result = try fixture.run(.reckon, ["demo"], within: patience)
    guard result.ending == .exited(0) else { throw ProgramFailure("\(command): \(result)") }
    return (fixture.path("reckon-demo"), result.output)
  }
}
