// swift-tools-version: 6.2
// The house, top floor first: a target may import only targets on lower floors.
// `RepositoryTests` compares every file's imports with what is declared here.

import PackageDescription

/// Targets whose generic or small public functions are called in hot loops of other targets.
let inlinedAcrossTargets: [SwiftSetting] = [
  .unsafeFlags(["-cross-module-optimization"], .when(configuration: .release))
]

let package = Package(
  name: "tunebook",
  products: [.executable(name: "tunebook", targets: ["tunebook"])],
  targets: [
    // 8: the command: arguments, subcommands, exit codes.
    .executableTarget(
      name: "tunebook",
      dependencies: ["Console", "Workbench", "Notebook", "CellLanguage", "Display", "Files", "SourceText"]),

    // 7: what a person meets: the terminal, and what a cell can name.
    .target(
      name: "Console",
      dependencies: ["Notebook", "CellLanguage", "PythonValues", "Display", "Files", "SourceText", "CLibEdit"]),
    .target(
      name: "Workbench",
      dependencies: [
        "FineTuning", "Training", "Generation", "Notebook", "LanguageModels", "Tokenization", "ChatTemplates",
        "Datasets", "CellLanguage", "Jinja", "ModelFiles", "Plotting", "Kernels", "PythonValues", "JSON", "Tensors",
        "Display", "SourceText", "Files",
      ]),

    // 6: the one room that sees data and model together.
    .target(
      name: "FineTuning",
      dependencies: [
        "Training", "Generation", "LanguageModels", "Tokenization", "ChatTemplates", "Datasets", "ModelFiles",
        "Plotting", "Kernels", "PythonValues", "JSON", "Tensors", "Display", "SourceText", "Files",
      ]),

    // 5: training on ids, generating ids, notebooks without models.
    .target(
      name: "Training",
      dependencies: ["LanguageModels", "ModelFiles", "Kernels", "JSON", "Tensors", "Display", "SourceText", "Files"]),
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
      dependencies: ["PythonValues", "JSON", "Tensors", "SourceText", "Files"]),

    // 3: languages, formats, pictures, hot loops.
    .target(
      name: "CellLanguage",
      dependencies: ["PythonValues", "JSON", "Tensors", "Display", "SourceText"],
      swiftSettings: inlinedAcrossTargets),
    .target(
      name: "Jinja", dependencies: ["PythonValues", "JSON", "SourceText"], swiftSettings: inlinedAcrossTargets),
    .target(name: "ModelFiles", dependencies: ["JSON", "Tensors", "SourceText", "Files"]),
    .target(name: "Plotting", dependencies: ["Display", "SourceText", "Files", "CFreeType", "CFontconfig", "CLibPNG"]),
    .target(
      name: "Kernels", dependencies: ["Tensors", "SourceText", "CKernels"], swiftSettings: inlinedAcrossTargets),

    // 2: values that mean what they mean in Python.
    .target(
      name: "PythonValues", dependencies: ["JSON", "SourceText"], swiftSettings: inlinedAcrossTargets),

    // 1: data in memory.
    .target(name: "JSON", dependencies: ["SourceText"], swiftSettings: inlinedAcrossTargets),
    .target(name: "Tensors", dependencies: ["SourceText", "Files"], swiftSettings: inlinedAcrossTargets),
    .target(name: "Display", dependencies: ["SourceText"]),

    // 0: text, files, C.
    .target(name: "SourceText", swiftSettings: inlinedAcrossTargets),
    .target(name: "Files"),
    .target(
      name: "CKernels",
      cSettings: [.unsafeFlags(["-O2"], .when(configuration: .debug)), .unsafeFlags(["-O3"], .when(configuration: .release))]),
    .systemLibrary(name: "CLibEdit", pkgConfig: "libedit", providers: [.apt(["libedit-dev"])]),
    .systemLibrary(name: "CLibPNG", pkgConfig: "libpng", providers: [.apt(["libpng-dev"])]),
    .systemLibrary(name: "CFreeType", pkgConfig: "freetype2", providers: [.apt(["libfreetype-dev"])]),
    .systemLibrary(name: "CFontconfig", pkgConfig: "fontconfig", providers: [.apt(["libfontconfig-dev"])]),

    // Tests, one target a room, and the house rules.
    .testTarget(name: "RepositoryTests", dependencies: []),
  ],
  swiftLanguageModes: [.v6]
)
