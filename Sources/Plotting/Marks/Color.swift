/// A colour with red, green, blue and opacity from 0 to 1.
public struct Color: Equatable, Sendable {
  /// The share of red.
  public var red: Double
  /// The share of green.
  public var green: Double
  /// The share of blue.
  public var blue: Double
  /// How much it covers.
  public var opacity: Double

  /// Makes a colour.
  public init(red: Double, green: Double, blue: Double, opacity: Double = 1) {
    self.red = red
    self.green = green
    self.blue = blue
    self.opacity = opacity
  }

  /// Makes a colour of 0xRRGGBB.
  public init(hexadecimal: UInt32) {
    self.init(
      red: Double(hexadecimal >> 16 & 0xFF) / 255, green: Double(hexadecimal >> 8 & 0xFF) / 255,
      blue: Double(hexadecimal & 0xFF) / 255)
  }

  /// Black.
  public static let black = Color(hexadecimal: 0)
  /// White.
  public static let white = Color(hexadecimal: 0xFFFFFF)

  /// The ten colours that lines take in turn, matplotlib's `tab10`.
  public static let cycle: [Color] = [
    0x1F77B4, 0xFF7F0E, 0x2CA02C, 0xD62728, 0x9467BD, 0x8C564B, 0xE377C2, 0x7F7F7F, 0xBCBD22, 0x17BECF,
  ].map { Color(hexadecimal: $0) }

  private static let names: [String: UInt32] = [
    "b": 0x0000FF, "g": 0x008000, "r": 0xFF0000, "c": 0x00BFBF, "m": 0xBF00BF, "y": 0xBFBF00, "k": 0, "w": 0xFFFFFF,
    "tab:blue": 0x1F77B4, "tab:orange": 0xFF7F0E, "tab:green": 0x2CA02C, "tab:red": 0xD62728, "tab:purple": 0x9467BD,
    "tab:brown": 0x8C564B, "tab:pink": 0xE377C2, "tab:gray": 0x7F7F7F, "tab:grey": 0x7F7F7F, "tab:olive": 0xBCBD22,
    "tab:cyan": 0x17BECF, "blue": 0x0000FF, "green": 0x008000, "red": 0xFF0000, "cyan": 0x00FFFF, "magenta": 0xFF00FF,
    "yellow": 0xFFFF00, "black": 0, "white": 0xFFFFFF, "gray": 0x808080, "grey": 0x808080, "orange": 0xFFA500,
    "purple": 0x800080, "brown": 0xA52A2A, "pink": 0xFFC0CB, "olive": 0x808000, "navy": 0x000080, "teal": 0x008080,
    "lightgray": 0xD3D3D3, "lightgrey": 0xD3D3D3, "darkgray": 0xA9A9A9, "gold": 0xFFD700, "crimson": 0xDC143C,
    "salmon": 0xFA8072, "skyblue": 0x87CEEB, "steelblue": 0x4682B4, "tomato": 0xFF6347, "coral": 0xFF7F50,
    "darkorange": 0xFF8C00, "darkgreen": 0x006400, "darkblue": 0x00008B, "darkred": 0x8B0000, "violet": 0xEE82EE,
    "indigo": 0x4B0082, "lime": 0x00FF00, "royalblue": 0x4169E1, "firebrick": 0xB22222, "forestgreen": 0x228B22,
  ]

  /// Makes a colour of a name, `C3`, `#rgb`, `#rrggbb`, `#rrggbbaa` or a grey from `0.0` to `1.0`.
  ///
  /// - Throws: `PlotError.unknownColor`.
  public init(name: String) throws(PlotError) {
    if let value = Self.names[name.lowercased()] ?? Self.names[name] {
      self.init(hexadecimal: value)
    } else if name.count == 2, name.hasPrefix("C"), let digit = name.last?.wholeNumberValue {
      self = Self.cycle[digit]
    } else if name.hasPrefix("#"), let value = Self.digits(name.dropFirst()) {
      self = value
    } else if let grey = Double(name), grey >= 0, grey <= 1 {
      self.init(red: grey, green: grey, blue: grey)
    } else {
      throw .unknownColor(name)
    }
  }

  private static func digits(_ text: Substring) -> Color? {
    let wide = text.count == 3 || text.count == 4 ? text.map { "\($0)\($0)" }.joined() : String(text)
    guard wide.count == 6 || wide.count == 8, wide.allSatisfy(\.isHexDigit), let value = UInt32(wide, radix: 16) else {
      return nil
    }
    if wide.count == 6 { return Color(hexadecimal: value) }
    var color = Color(hexadecimal: value >> 8)
    color.opacity = Double(value & 0xFF) / 255
    return color
  }
}
