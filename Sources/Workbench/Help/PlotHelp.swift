extension HelpPage {
  /// matplotlib's calls.
  static let plot = HelpPage(
    "plt", "Plots",
    notes: [
      HelpNote(
        "plt", "matplotlib.pyplot's calls for lines and points, drawn into PNG files and shown in the notebook.",
        "plt.plot([1, 2, 3], [3, 1, 2], \"o-\", label=\"loss\")\nplt.legend()\nplt.savefig(\"loss.png\")"),
      HelpNote(
        "plt.figure", "Starts a new figure.", "plt.figure(figsize=(10, 6))",
        ["figsize": "width and height in inches", "dpi": "dots per inch"]),
      HelpNote(
        "plt.plot", "A line, or points, through values: y, or x and y, and a format such as 'ro-'.",
        "plt.plot(epochs, losses, label=\"Train Loss\", marker=\"o\")", style),
      HelpNote("plt.scatter", "Points.", "plt.scatter([1, 2, 3], [3, 1, 2], color=\"red\")", style),
      HelpNote("plt.axhline", "A horizontal line over the whole width.", "plt.axhline(0.5, linestyle=\"--\")", style),
      HelpNote("plt.axvline", "A vertical line over the whole height.", "plt.axvline(3, color=\"gray\")", style),
      HelpNote("plt.xlabel", "The words under the x axis.", "plt.xlabel(\"Epoch\")"),
      HelpNote("plt.ylabel", "The words beside the y axis.", "plt.ylabel(\"Loss\")"),
      HelpNote("plt.title", "The words above the figure.", "plt.title(\"Training and evaluation\")"),
      HelpNote(
        "plt.legend", "Shows which line is which.", "plt.legend(loc=\"upper right\")",
        ["loc": "'best', or a corner such as 'upper right'", "title": "words above the legend"]),
      HelpNote("plt.grid", "Shows or hides the grid.", "plt.grid(True)", ["visible": "whether it is shown"]),
      HelpNote(
        "plt.xlim", "The ends of the x axis.", "plt.xlim(0, 5)",
        ["left": "the low end, or (low, high)", "right": "the high end"]),
      HelpNote(
        "plt.ylim", "The ends of the y axis.", "plt.ylim(0, 3)",
        ["left": "the low end, or (low, high)", "right": "the high end"]),
      HelpNote("plt.xscale", "How the x axis counts.", "plt.xscale(\"log\")", ["value": "'linear' or 'log'"]),
      HelpNote("plt.yscale", "How the y axis counts.", "plt.yscale(\"log\")", ["value": "'linear' or 'log'"]),
      HelpNote("plt.tight_layout", "Nothing: figures have no unused margins here.", "plt.tight_layout()"),
      HelpNote(
        "plt.savefig", "Writes the figure into a PNG file.", "plt.savefig(\"loss_plot.png\", dpi=150)",
        ["fname": "the file; its name ends in .png", "dpi": "dots per inch"]),
      HelpNote("plt.show", "Shows the figure in the notebook and ends it.", "plt.show()"),
      HelpNote("plt.close", "Ends the figure.", "plt.close()"),
      HelpNote("plt.clf", "Ends the figure, so that the next call starts a new one.", "plt.clf()"),
    ])

  private static let style = [
    "label": "the name in the legend", "color": "a name, 'C0' to 'C9', or '#rrggbb'",
    "marker": "the mark of a point: 'o', 'x', 's', '^', ...", "linestyle": "'-', '--', ':', '-.' or 'None'",
    "linewidth": "the width in points", "markersize": "the size of marks in points", "alpha": "the opacity, 0 to 1",
  ]
}
