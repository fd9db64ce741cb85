import Fuzzing

#if canImport(Glibc)
  import Glibc
#endif

/// What libFuzzer calls with one input after another; TUNEBOOK_FUZZ_READER names the reader that takes them.
@_cdecl("LLVMFuzzerTestOneInput")
public func takeOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
  let bytes = Array(UnsafeBufferPointer(start: start, count: count))
  if let error = fuzzed.reader.take(bytes, folder: fuzzed.folder) {
    let words = "\(error)"
    precondition(!words.isEmpty, "an error without words")
  }
  return 0
}

private let fuzzed: (reader: FuzzedReader, folder: String) = {
  let name = getenv("TUNEBOOK_FUZZ_READER").map { String(cString: $0) } ?? ""
  guard let reader = FuzzedReader(rawValue: name) else {
    print("TUNEBOOK_FUZZ_READER must be one of \(FuzzedReader.allCases.map(\.rawValue).joined(separator: ", "))")
    exit(2)
  }
  var template = Array("/dev/shm/tunebook-fuzz-XXXXXX".utf8CString)
  guard mkdtemp(&template) != nil else {
    print("no folder can be made in /dev/shm")
    exit(2)
  }
  return (reader, String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self))
}()
