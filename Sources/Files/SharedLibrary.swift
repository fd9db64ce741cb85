#if canImport(Glibc)
  import Glibc
#endif

/// A shared library that is found when it is first needed, so that the program starts and builds without it.
///
/// It stays open as long as the process lives.
public struct SharedLibrary {
  /// Why a library could not be opened, in the system's own words.
  public struct Refusal: Error, Equatable, Sendable {
    /// The words.
    public let reason: String
  }

  private let handle: UnsafeMutableRawPointer

  /// Opens a library.
  ///
  /// - Parameters:
  ///   - name: what the system looks up (`libz.so.1`), or a path.
  ///   - isGlobal: whether libraries that are opened later see its symbols.
  /// - Throws: `Refusal` where the machine has none of the name, or cannot open it.
  public init(_ name: String, isGlobal: Bool = false) throws(Refusal) {
    guard let handle = dlopen(name, RTLD_NOW | (isGlobal ? RTLD_GLOBAL : RTLD_LOCAL)) else {
      throw Refusal(reason: dlerror().map { String(cString: $0) } ?? "no reason given")
    }
    self.handle = handle
  }

  /// A function of the library, nil where it has none of the name; the type must be the C function's.
  public func function<Function>(_ name: String, as type: Function.Type) -> Function? {
    guard let address = dlsym(handle, name) else { return nil }
    return unsafeBitCast(address, to: Function.self)
  }
}
