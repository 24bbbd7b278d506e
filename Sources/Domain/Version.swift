/// The version of this program, as every answer and client shows it.
package enum Version {
  package static let current = "0.2.0"
}
