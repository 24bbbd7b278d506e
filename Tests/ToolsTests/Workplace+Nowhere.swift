import Host
import Loop

extension Workplace {
  /// A workplace that no call of a test ever looks at.
  static let nowhere = Workplace(
    environment: Environment(variables: [:], workingDirectory: "/", executable: "/x"),
    rootOption: nil
  )
}
