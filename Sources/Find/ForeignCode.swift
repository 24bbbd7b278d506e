import Bytes

/// Tells the product's own code from libraries and runtimes.
enum ForeignCode {
  private static let paths: [StaticString] = [
    "node_modules/", "site-packages/", "dist-packages/", "/vendor/", "/usr/lib/", "/usr/local/lib/", "/usr/local/go/",
    "/go/pkg/mod/", "/usr/lib/go", "/libexec/", "/opt/hostedtoolcache/", "/.cargo/", "/rustc/", "/gems/", "/lib/ruby/",
    "/.pyenv/", "/.rbenv/", "/.rvm/", "/.pnpm/", "/.yarn/", "/python3.", "/python2.", "node:", "<frozen ", "<internal:",
    "<string>", "webpack/bootstrap", "webpack/runtime", "-extension://", "/Xcode.app/", "/swift-corelibs", "/swift-nio",
    "/.build/checkouts/", "/usr/share/dotnet", "/_/src/libraries/", "(native", "[native",
  ]
  private static let pathStarts: [StaticString] = [
    "vendor/", "internal/", "native", "<anonymous>", "gems/", "lib/ruby/", "/Users/runner/",
  ]
  /// Packages of languages whose frames name no folder.
  private static let modules: [StaticString] = [
    "java.", "javax.", "jakarta.", "jdk.", "sun.", "com.sun.", "kotlin.", "kotlinx.", "scala.", "groovy.", "android.",
    "androidx.", "dalvik.", "com.google.common.", "com.fasterxml.", "com.zaxxer.", "com.mysql.", "org.springframework.",
    "org.apache.", "org.hibernate.", "org.eclipse.", "org.postgresql.", "org.junit.", "io.netty.", "io.grpc.",
    "reactor.", "okhttp3.", "retrofit2.", "java.base/", "app//java.", "jdk.internal.",
    "System.", "Microsoft.", "Newtonsoft.", "Npgsql.", "MongoDB.", "Grpc.",
    "runtime.", "runtime/", "net/http.", "testing.", "reflect.", "sync.", "encoding/", "database/sql.", "panic(",
    "Swift.", "Foundation.", "Dispatch.", "NIOCore.", "libswift", "libdispatch", "libsystem", "process.processTicks",
    "process._tick",
  ]

  /// Reports whether neither the path nor the package is that of a library or a runtime.
  static func isOwn(path: ByteText, module: ByteText) -> Bool {
    if paths.contains(where: path.has) || pathStarts.contains(where: path.begins) { return false }
    return !modules.contains(where: module.begins)
  }
}
