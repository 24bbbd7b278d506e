import Testing

extension Tag {
  /// Takes longer than a person waits.
  @Tag static var slow: Self
}
