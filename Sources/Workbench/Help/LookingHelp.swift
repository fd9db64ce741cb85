import PythonValues

extension HelpPage {
  /// Tunebook's own functions, which look.
  static let looking = HelpPage(
    "looking", "Looking and judging",
    notes: [
      HelpNote(
        "inspect", "Shows a batch token by token: what is trained, what is masked and why.",
        "for batch in trainer.get_train_dataloader():\n    inspect(batch)\n    break\n",
        [
          "batch": "what a collator made", "tokenizer": "needed where the batch does not know its own",
        ]),
      HelpNote(
        "preflight",
        "Looks at every row before a training: rows that train nothing, ends that are not learnt, two BOS, markers that "
          + "are not found. Gives how many things it found.",
        "preflight(trainer)", ["trainer": "an SFTTrainer"]),
      HelpNote(
        "evaluate_answers",
        "Asks the model every question of a dataset of messages and counts the answers that are right to the letter.",
        "report = evaluate_answers(model, tokenizer, splits[\"test\"])\nreport.exact, report.total",
        [
          "dataset": "rows with messages",
          "max_new_tokens": "the most tokens of an answer; None: by the longest expected",
          "batch_size": "how many questions are answered at once", "bf16": "products in bfloat16",
        ]),
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
      ) { $0.object is AnswerReportObject }
    ])
}
