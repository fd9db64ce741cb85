import PythonValues

extension HelpPage {
  /// Rows to learn from.
  static let dataset = HelpPage(
    "dataset", "Datasets",
    notes: [
      HelpNote(
        "load_dataset",
        "Rows from JSON, JSONL, CSV, Parquet or text files, or from a hub's dataset. Without a split it gives all "
          + "splits as a DatasetDict.",
        "rows = load_dataset(\"json\", data_files=\"rows.jsonl\", split=\"train\")",
        [
          "name": "the configuration, where the dataset's README has several",
          "path": "a format ('json', 'csv', 'parquet', 'text'), a file, a folder, or org/name of a hub",
          "data_files": "a path, a list of paths, or a dict of splits",
          "data_dir": "the folder that the files are in",
          "split": "the split to have, such as 'train' or 'train[:100]', or a list of splits",
          "sample_by": "what of a text file is a row: 'line', 'paragraph' or 'document'",
          "field": "the member of a JSON object that holds the rows", "delimiter": "what separates a CSV's columns",
          "revision": "the branch, tag or commit of the hub's repository", "token": "the hub's access token",
        ]),
      HelpNote(
        "Dataset", "Makes datasets of values that a cell holds. It is not called itself.",
        "rows = Dataset.from_list([{\"text\": \"a\"}, {\"text\": \"b\"}])"),
      HelpNote(
        "Dataset.from_list", "A dataset of rows, each a dict.",
        "Dataset.from_list([{\"prompt\": \"1+1=\", \"completion\": \"2\"}])", ["mapping": "the rows"]),
      HelpNote(
        "Dataset.from_dict", "A dataset of columns, each a list of the same length.",
        "Dataset.from_dict({\"text\": [\"a\", \"b\"]})", ["mapping": "the columns by name"]),
      HelpNote(
        "Dataset.from_json", "A dataset of the rows of JSON or JSONL files.", "Dataset.from_json(\"rows.jsonl\")",
        [
          "path_or_paths": "a path or a list of paths", "field": "the member of a JSON object that holds the rows",
        ]),
      HelpNote(
        "DatasetDict", "Several datasets under the names of their splits.",
        "both = DatasetDict({\"train\": rows, \"test\": rows.select(range(10))})"),
      HelpNote(
        "concatenate_datasets", "The rows of datasets one after the other; their columns must be the same.",
        "rows = concatenate_datasets([first, second])", ["dsets": "a list of datasets"]),
      HelpNote(
        "question_answer_dataset",
        "Chat rows made of facts and question forms: for each person some of the forms are drawn, and a share of the "
          + "rows is kept for testing.",
        "splits = question_answer_dataset(characters, questions, per_character=58, test_share=0.2, seed=42)",
        [
          "characters": "facts by person, as in assets/genshin/characters.json",
          "questions": "question forms by fact, as in assets/genshin/questions.json",
          "per_character": "how many question forms are drawn for each person",
          "test_share": "the share of the rows that goes into 'test'", "seed": "what the draws come from",
        ]),
      HelpNote(
        "to_messages",
        "The rows as conversations: ShareGPT's conversations, Alpaca's instruction, input and output, or prompt and "
          + "completion become a column messages with roles and contents; other columns stay. SFTTrainer reads all of "
          + "these without it.",
        "rows = to_messages(load_dataset(\"json\", data_files=\"alpaca.json\", split=\"train\"))",
        ["dataset": "a Dataset or a DatasetDict"]),
    ],
    topics: [datasetTopic, datasetDictTopic])

  private static let mapParameters = [
    "function": "takes a row as a dict; map merges the dict it returns, filter keeps the row where it is true",
    "with_indices": "hand the row's number over as a second argument",
    "batched": "hand over batch_size rows at once, as a dict of lists",
    "batch_size": "the rows of a batch", "remove_columns": "columns that the result does not keep",
    "num_proc": "taken and not needed: one process is quick enough",
    "seed": "what the order is drawn from; the same seed draws the same order as Hugging Face's datasets",
    "test_size": "the share (float) or number (int) of rows that goes into 'test'",
    "train_size": "the share (float) or number (int) of rows that goes into 'train'",
    "shuffle": "False cuts without shuffling first",
    "path_or_buf": "the file; it appears when it is whole", "lines": "False writes one list",
    "orient": "'records': an object for each row",
    "force_ascii": "False writes characters beyond ASCII as they are", "sep": "what stands between values",
    "header": "False leaves the line of names out", "index": "False: rows have no numbers",
    "reverse": "descending order; for several columns a list", "indices": "row numbers, such as range(10)",
  ]

  private static let datasetTopic = HelpTopic(
    "Dataset", "rows",
    "A table of rows. rows[0] is a row as a dict, rows[:3] columns as lists, rows[\"text\"] a column; methods give new "
      + "datasets and leave this one as it is.",
    "short = rows.filter(lambda row: len(row[\"text\"]) < 200)", rows: DatasetObject.members.rows,
    examples: [
      "column_names": "rows.column_names", "num_rows": "rows.num_rows", "num_columns": "rows.num_columns",
      "shape": "rows.shape", "features": "rows.features", "unique": "rows.unique(\"label\")",
      "to_list": "rows.select(range(3)).to_list()", "to_dict": "rows.to_dict()[\"text\"]",
      "map": "rows = rows.map(lambda row: {\"length\": len(row[\"text\"])})",
      "filter": "rows = rows.filter(lambda row: row[\"text\"] != \"\")", "select": "rows.select(range(10))",
      "shuffle": "rows = rows.shuffle(seed=42)",
      "train_test_split": "splits = rows.train_test_split(test_size=0.2, seed=42)",
      "remove_columns": "rows = rows.remove_columns([\"id\"])",
      "select_columns": "rows = rows.select_columns([\"text\"])",
      "rename_column": "rows = rows.rename_column(\"question\", \"prompt\")",
      "add_column": "rows = rows.add_column(\"number\", list(range(len(rows))))",
      "sort": "rows = rows.sort(\"length\", reverse=True)",
      "to_json": "rows.to_json(\"rows.jsonl\", force_ascii=False)", "to_csv": "rows.to_csv(\"rows.csv\")",
      "to_parquet": "rows.to_parquet(\"rows.parquet\")",
    ],
    parameters: mapParameters
  ) { $0.object is DatasetObject }

  private static let datasetDictTopic = HelpTopic(
    "DatasetDict", "splits", "Datasets by the names of their splits: splits[\"train\"].",
    "splits = rows.train_test_split(test_size=0.2, seed=42)\nsplits[\"train\"][0]",
    rows: DatasetDictObject.members.rows,
    examples: [
      "keys": "list(splits.keys())", "values": "[len(rows) for rows in splits.values()]",
      "items": "{name: len(rows) for name, rows in splits.items()}", "num_rows": "splits.num_rows",
      "column_names": "splits.column_names",
      "map": "splits = splits.map(lambda row: {\"length\": len(row[\"text\"])})",
      "filter": "splits = splits.filter(lambda row: row[\"text\"] != \"\")",
      "shuffle": "splits = splits.shuffle(seed=1)",
      "remove_columns": "splits = splits.remove_columns(\"messages\")",
      "rename_column": "splits = splits.rename_column(\"question\", \"prompt\")",
    ],
    parameters: mapParameters
  ) { $0.object is DatasetDictObject }
}
