// swift-tools-version: 6.2
// The house, top floor first: a target may import only targets on lower floors.
// `RepositoryTests` compares every file's imports with what is declared here.

import PackageDescription

/// Targets whose generic or small public functions are called in hot loops of other targets.
let inlinedAcrossTargets: [SwiftSetting] = [
  .unsafeFlags(["-cross-module-optimization"], .when(configuration: .release))
]

/// The Swift runtime goes into the program, which then runs where no Swift is installed.
let selfContained: [LinkerSetting] = [
  .unsafeFlags(
    ["-static-stdlib", "-l_FoundationCShims", "-l_FoundationCollections"], .when(configuration: .release))
]

let package = Package(
  name: "tunebook",
  products: [.executable(name: "tunebook", targets: ["tunebook"])],
  targets: [
    // 8: the command: arguments, subcommands, exit codes.
    .executableTarget(
      name: "tunebook",
      dependencies: ["Console", "Jupyter", "Workbench", "Benchmarks", "CellLanguage"],
      linkerSettings: selfContained),

    // 7: what a person meets: the terminal, Jupyter's kernel, what a cell can name, and the benchmarks.
    .target(
      name: "Console",
      dependencies: ["Notebook", "CellLanguage", "JSON", "Display", "Cluster", "Files", "SourceText", "CLibEdit"]),
    .target(
      name: "Jupyter",
      dependencies: [
        "Notebook", "CellLanguage", "Plotting", "PythonValues", "JSON", "Display", "SourceText", "Files",
      ]),
    .target(
      name: "Workbench",
      dependencies: [
        "FineTuning", "Training", "Generation", "Notebook", "LanguageModels", "Tokenization", "ChatTemplates",
        "Datasets", "ModelFiles", "Kernels", "CellLanguage", "Hub", "Plotting", "PythonValues", "JSON", "Tensors",
        "Display", "Cluster", "SourceText", "Files",
      ]),

    .target(
      name: "Benchmarks",
      dependencies: [
        "Training", "Generation", "LanguageModels", "Tokenization", "ModelFiles", "Parquet", "Kernels", "PythonValues",
        "JSON", "Tensors", "Display", "Cluster", "SourceText", "Files",
      ],
      swiftSettings: inlinedAcrossTargets),

    // 6: the one room that sees data and model together.
    .target(
      name: "FineTuning",
      dependencies: [
        "Training", "Generation", "LanguageModels", "Tokenization", "Datasets", "ModelFiles", "Plotting", "Kernels",
        "PythonValues", "JSON", "Tensors", "Display", "Cluster", "SourceText", "Files",
      ]),

    // 5: training on ids, generating ids, notebooks without models.
    .target(
      name: "Training",
      dependencies: [
        "LanguageModels", "ModelFiles", "Kernels", "JSON", "Tensors", "Display", "Cluster", "SourceText", "Files",
      ]),
    .target(
      name: "Generation",
      dependencies: ["LanguageModels", "Tokenization", "Kernels", "Tensors", "SourceText"]),
    .target(
      name: "Notebook",
      dependencies: ["CellLanguage", "PythonValues", "JSON", "Display", "SourceText", "Files"]),

    // 4: models, tokens, chat texts, rows.
    .target(
      name: "LanguageModels",
      dependencies: ["ModelFiles", "Kernels", "JSON", "Tensors", "SourceText", "Files"]),
    .target(name: "Tokenization", dependencies: ["ModelFiles", "JSON", "SourceText", "Files"]),
    .target(name: "ChatTemplates", dependencies: ["Jinja", "PythonValues", "JSON", "SourceText"]),
    .target(
      name: "Datasets",
      dependencies: ["Parquet", "PythonValues", "JSON", "Tensors", "SourceText", "Files"]),

    // 3: languages, formats, pictures, hot loops.
    .target(
      name: "CellLanguage",
      dependencies: ["PythonValues", "Tensors", "Cluster", "Files", "SourceText"],
      swiftSettings: inlinedAcrossTargets),
    .target(
      name: "Jinja", dependencies: ["PythonValues", "JSON", "SourceText"], swiftSettings: inlinedAcrossTargets),
    .target(name: "ModelFiles", dependencies: ["JSON", "Tensors", "SourceText", "Files"]),
    .target(name: "Hub", dependencies: ["JSON", "Files"]),
    .target(name: "Parquet", dependencies: ["PythonValues", "JSON", "Files"]),
    .target(name: "Plotting", dependencies: ["Display", "Files", "CFreeType", "CFontconfig", "CLibPNG"]),
    .target(
      name: "Kernels", dependencies: ["Tensors", "CKernels"], swiftSettings: inlinedAcrossTargets),

    // 2: values that mean what they mean in Python.
    .target(
      name: "PythonValues", dependencies: ["JSON", "SourceText"], swiftSettings: inlinedAcrossTargets),

    // 1: data in memory.
    .target(name: "JSON", dependencies: ["SourceText"], swiftSettings: inlinedAcrossTargets),
    .target(name: "Tensors", dependencies: ["Files"], swiftSettings: inlinedAcrossTargets),
    .target(name: "Display"),
    .target(name: "Cluster", dependencies: ["Files"], exclude: ["shim"]),

    // 0: text, files, C.
    .target(name: "SourceText", swiftSettings: inlinedAcrossTargets),
    .target(name: "Files"),
    .target(
      name: "CKernels",
      cSettings: [
        .unsafeFlags(["-O2"], .when(configuration: .debug)), .unsafeFlags(["-O3"], .when(configuration: .release)),
      ]),
    .systemLibrary(name: "CLibEdit", pkgConfig: "libedit", providers: [.apt(["libedit-dev"])]),
    .systemLibrary(name: "CLibPNG", pkgConfig: "libpng", providers: [.apt(["libpng-dev"])]),
    .systemLibrary(name: "CFreeType", pkgConfig: "freetype2", providers: [.apt(["libfreetype-dev"])]),
    .systemLibrary(name: "CFontconfig", pkgConfig: "fontconfig", providers: [.apt(["libfontconfig-dev"])]),

    // Tests, one target a room, and the house rules.
    .target(name: "TestSupport", dependencies: ["Cluster", "JSON", "Files"], path: "Tests/TestSupport"),
    .target(
      name: "Fuzzing",
      dependencies: [
        "CellLanguage", "Datasets", "Files", "JSON", "Jinja", "Jupyter", "LanguageModels", "ModelFiles", "Notebook",
        "Parquet", "PythonValues", "SourceText", "Tokenization", "Training",
      ], path: "Tests/Fuzzing", exclude: ["Driver"]),
    .testTarget(name: "FuzzingTests", dependencies: ["Fuzzing", "Files", "TestSupport"]),
    .testTarget(name: "RepositoryTests", dependencies: ["TestSupport", "Files", "JSON"]),
    .testTarget(name: "SourceTextTests", dependencies: ["SourceText", "Files", "JSON", "TestSupport"]),
    .testTarget(name: "FilesTests", dependencies: ["Files", "JSON", "TestSupport"]),
    .testTarget(name: "JSONTests", dependencies: ["JSON", "SourceText", "Files", "TestSupport"]),
    .testTarget(name: "TensorsTests", dependencies: ["Tensors", "SourceText", "Files", "JSON", "TestSupport"]),
    .testTarget(name: "ClusterTests", dependencies: ["Cluster", "TestSupport", "Files", "JSON"]),
    .testTarget(name: "DisplayTests", dependencies: ["Display", "SourceText", "Files", "JSON", "TestSupport"]),
    .testTarget(
      name: "PythonValuesTests", dependencies: ["PythonValues", "JSON", "SourceText", "Files", "TestSupport"]),
    .testTarget(
      name: "CellLanguageTests",
      dependencies: [
        "CellLanguage", "PythonValues", "JSON", "Tensors", "Display", "SourceText", "Files", "TestSupport",
      ]),
    .testTarget(
      name: "JinjaTests", dependencies: ["Jinja", "PythonValues", "JSON", "SourceText", "Files", "TestSupport"],
      exclude: ["record.py", "templates.txt"]),
    .testTarget(
      name: "ModelFilesTests", dependencies: ["ModelFiles", "JSON", "Tensors", "SourceText", "Files", "TestSupport"],
      exclude: ["record.py"]),
    .testTarget(
      name: "HubTests", dependencies: ["Hub", "Files", "JSON", "TestSupport"], exclude: ["server.py"]),
    .testTarget(
      name: "ParquetTests", dependencies: ["Parquet", "PythonValues", "JSON", "Files", "TestSupport"]),
    .testTarget(
      name: "PlottingTests",
      dependencies: [
        "Plotting", "Display", "SourceText", "Files", "CFreeType", "CFontconfig", "CLibPNG", "JSON", "TestSupport",
      ]),
    .testTarget(
      name: "KernelsTests",
      dependencies: ["Kernels", "Tensors", "SourceText", "CKernels", "Files", "JSON", "TestSupport"]),
    .testTarget(
      name: "LanguageModelsTests",
      dependencies: [
        "LanguageModels", "ModelFiles", "Kernels", "JSON", "Tensors", "SourceText", "Files", "TestSupport",
      ]),
    .testTarget(
      name: "TokenizationTests",
      dependencies: ["Tokenization", "ModelFiles", "JSON", "SourceText", "Files", "TestSupport"]),
    .testTarget(
      name: "ChatTemplatesTests",
      dependencies: ["ChatTemplates", "Jinja", "PythonValues", "JSON", "SourceText", "Files", "TestSupport"]),
    .testTarget(
      name: "DatasetsTests",
      dependencies: ["Datasets", "Parquet", "PythonValues", "JSON", "Tensors", "SourceText", "Files", "TestSupport"],
      exclude: ["record.py", "record_saving.py"]),
    .testTarget(
      name: "TrainingTests",
      dependencies: [
        "Training", "LanguageModels", "ModelFiles", "Kernels", "JSON", "Tensors", "Display", "Cluster", "SourceText",
        "Files", "TestSupport",
      ]),
    .testTarget(
      name: "GenerationTests",
      dependencies: [
        "Generation", "LanguageModels", "Tokenization", "Kernels", "Tensors", "SourceText", "Files", "JSON",
        "TestSupport",
      ]),
    .testTarget(
      name: "NotebookTests",
      dependencies: [
        "Notebook", "CellLanguage", "PythonValues", "JSON", "Display", "SourceText", "Files", "TestSupport",
      ]),
    .testTarget(
      name: "FineTuningTests",
      dependencies: [
        "FineTuning", "Training", "Generation", "LanguageModels", "Tokenization", "ChatTemplates", "Datasets",
        "ModelFiles", "Plotting", "Kernels", "PythonValues", "JSON", "Tensors", "Display", "SourceText", "Files",
        "TestSupport",
      ]),
    .testTarget(
      name: "ConsoleTests",
      dependencies: [
        "Console", "Notebook", "CellLanguage", "PythonValues", "Display", "Files", "SourceText", "CLibEdit", "JSON",
        "TestSupport",
      ]),
    .testTarget(
      name: "JupyterTests",
      dependencies: [
        "Jupyter", "Notebook", "CellLanguage", "PythonValues", "JSON", "Display", "SourceText", "Files", "TestSupport",
      ]),
    .testTarget(
      name: "BenchmarksTests",
      dependencies: [
        "Benchmarks", "Training", "LanguageModels", "ModelFiles", "Kernels", "JSON", "Tensors", "Display", "SourceText",
        "Files", "TestSupport",
      ]),
    .testTarget(
      name: "WorkbenchTests",
      dependencies: [
        "Workbench", "FineTuning", "Training", "Generation", "Notebook", "LanguageModels", "Tokenization",
        "ChatTemplates", "Datasets", "CellLanguage", "Jinja", "ModelFiles", "Hub", "Plotting", "Kernels",
        "PythonValues", "JSON", "Tensors", "Display", "SourceText", "Files", "TestSupport",
      ]),
  ],
  swiftLanguageModes: [.v6]
)

// What lies beside the code and is no part of it: every room's README, and what the tests are recorded by.
for target in package.targets {
  switch target.type {
  case .regular where !["TestSupport", "Fuzzing"].contains(target.name), .executable: target.exclude.append("README.md")
  default: break
  }
  switch target.name {
  case "Tokenization": target.exclude.append("Tables/make_tables.py")
  case "LanguageModelsTests", "JinjaTests": target.exclude.append("record.py")
  case "TokenizationTests": target.exclude += ["record.py", "record_families.py", "record_gguf.py"]
  case "CellLanguageTests": target.exclude += ["Programs", "random_programs.py", "record.py"]
  default: break
  }
}
