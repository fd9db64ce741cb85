import Files
import JSON

/// The path of a file or folder under Tests/Fixtures.
public func fixture(_ name: String) -> String { joinPath(joinPath(repositoryRoot, "Tests/Fixtures"), name) }

/// The folder of the package.
public let repositoryRoot: String = {
  var folder = parentFolder(of: #filePath)
  while folder != "/", !pathExists(joinPath(folder, "Package.swift")) { folder = parentFolder(of: folder) }
  return folder
}()

/// A JSON file under Tests/Fixtures.
public func fixtureJSON(_ name: String) throws -> JSON {
  try JSON.parse(readFile(fixture(name)), name: name)
}
