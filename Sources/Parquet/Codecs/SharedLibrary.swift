#if canImport(Glibc)
  import Glibc
#endif

/// A library that is found when it is first needed.
struct SharedLibrary {
  private let handle: UnsafeMutableRawPointer

  /// Nil where the machine has none of the name.
  init?(_ name: String) {
    guard let handle = dlopen(name, RTLD_NOW | RTLD_LOCAL) else { return nil }
    self.handle = handle
  }

  /// A function of the library; the type must be the C function's.
  func function<Function>(_ name: String, as type: Function.Type) -> Function? {
    guard let address = dlsym(handle, name) else { return nil }
    return unsafeBitCast(address, to: Function.self)
  }
}

func allocate(_ size: Int) -> UnsafeMutableRawPointer? { malloc(max(size, 1)) }

func release(_ address: UnsafeMutableRawPointer?) { free(address) }
