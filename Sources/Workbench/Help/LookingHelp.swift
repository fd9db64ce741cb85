import PythonValues

extension HelpPage {
  /// Tunebook's own functions, which look.
  static let looking = HelpPage(
    "looking", "Looking and judging",
    notes: [
      HelpNote(
        "inspect",
        "Shows a batch token by token: what is trained, what is masked and why. Shows how a text, or ids, are cut into "
          + "tokens.",
        "for batch in trainer.get_train_dataloader():\n    inspect(batch)\n    break\ninspect(\"钟离来自什么国家?\", tokenizer)\n",
        [
          "batch": "what a collator made, a text, or ids", "tokenizer": "needed for a text and for ids",
        ]),
      HelpNote(
        "preflight",
        "Looks at every row before a training: rows that train nothing, ends that are not learnt, two BOS, markers that "
          + "are not found. Gives how many things it found.",
        "preflight(trainer)", ["trainer": "an SFTTrainer"]),
      HelpNote(
        "evaluate_answers",
        "Asks the model every question of a dataset of messages and counts the answers that are right to the letter. A "
          + "cell that ends with it shows the wrong ones as a table.",
        "report = evaluate_answers(model, tokenizer, splits[\"test\"])\nreport.exact, report.total",
        [
          "dataset": "rows with messages",
          "max_new_tokens": "the most tokens of an answer; None: by the longest expected",
          "batch_size": "how many questions are answered at once", "bf16": "products in bfloat16",
        ]),
      HelpNote(
        "compare_answers",
        "Asks two models the same questions, and shows their answers side by side. An adapter's base is its own model: "
          + "with None it is asked with the adapter switched off.",
        "compare_answers(None, trainer.model, tokenizer, [\"钟离来自什么国家?\"])",
        [
          "base": "the model before, or None", "tuned": "the model after",
          "questions": "strings, or rows of messages whose last one is the answer wanted",
          "max_new_tokens": "the most tokens of an answer", "bf16": "products in bfloat16",
        ]),
      HelpNote(
        "chat",
        "Talks with a model at the terminal: you type, it answers, word by word as it finds them. Questions given are "
          + "asked one after the other, without the terminal.",
        "chat(model, tokenizer)\n",
        [
          "questions": "what is asked instead of what you type", "system": "a first message for the model",
          "max_new_tokens": "the most tokens of an answer", "do_sample": "True draws tokens by their probability",
          "seed": "of the numbers that tokens are drawn with",
        ]),
      HelpNote(
        "help", "What a function, a class or an object is and does, as `name?` shows it.", "help(tokenizer.encode)",
        ["name": "anything a cell can hold"]),
      HelpNote(
        "display", "Shows values where the cell is, as its last value is shown, with the tables that they have.",
        "display(splits, report)", ["values": "anything"]),
      HelpNote(
        "clear_output", "Takes away what the cell has shown so far; a terminal keeps it.",
        "clear_output(wait=True)", ["wait": "whether it stays until the next thing is shown"]),
      HelpNote(
        "asset_path", "The path of a file or folder of the project's own data.",
        "characters = json.load(open(asset_path(\"genshin/characters.json\")))", ["name": "the path below assets"]),
    ],
    topics: [
      HelpTopic(
        "AnswerReport", "report", "How many answers were right, and which were not.",
        "for row in report.wrong[:3]:\n    print(row[\"question\"], row[\"expected\"], row[\"given\"])\n",
        rows: AnswerReportObject.members.rows,
        examples: [
          "exact": "report.exact", "total": "report.total", "accuracy": "f\"{report.accuracy:.1%}\"",
          "wrong": "report.wrong[0][\"question\"]",
        ]
      ) { $0.object is AnswerReportObject },
      HelpTopic(
        "AnswerComparison", "comparison", "The answers of two models to the same questions.",
        "for row in comparison.rows:\n    print(row[\"question\"], row[\"base\"], row[\"tuned\"])\n",
        rows: AnswerComparisonObject.members.rows, examples: ["rows": "comparison.rows[0][\"tuned\"]"]
      ) { $0.object is AnswerComparisonObject },
    ])
}
