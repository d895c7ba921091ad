//! The guide as steps to follow.

/// A Markdown page with fenced blocks: `sh` is run, `text` is what that prints, `toml` goes into
/// the file that the sentence above names, `python` is run if pandas is installed.
pub struct Page {
    text: String,
    pub steps: Vec<Step>,
}

/// What a reader does.
#[derive(Debug, PartialEq)]
pub enum Step {
    Write {
        file: String,
        text: String,
    },
    Append {
        file: String,
        text: String,
    },
    Commands {
        lines: Vec<String>,
        expected: Vec<String>,
    },
    Python {
        text: String,
    },
}

impl Page {
    /// # Panics
    /// If a block is none of these: a reader would not know what to do with it.
    pub fn read(text: &str) -> Self {
        let mut steps = Vec::new();
        // The sentence above a block.
        let mut above = String::new();
        let mut lines = text.lines();
        while let Some(line) = lines.next() {
            let Some(language) = line.strip_prefix("```") else {
                // A paragraph ends at an empty line.
                if line.is_empty() && !above.trim_end().ends_with(':') {
                    above.clear();
                }
                above.push_str(line);
                above.push(' ');
                continue;
            };
            let block: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
            step(language, &block, above.trim(), &mut steps);
            above.clear();
        }
        Self {
            text: text.to_owned(),
            steps,
        }
    }

    /// Everything in backticks that begins like this.
    pub fn quoted(&self, beginning: &str) -> Vec<&str> {
        let quoted = self.text.split('`').skip(1).step_by(2);
        quoted.filter(|text| text.starts_with(beginning)).collect()
    }
}

fn step(language: &str, block: &[&str], above: &str, steps: &mut Vec<Step>) {
    let text = block.join("\n") + "\n";
    let owned = || block.iter().map(|line| (*line).to_owned()).collect();
    match language {
        "sh" => steps.push(Step::Commands {
            lines: owned(),
            expected: Vec::new(),
        }),
        "text" => match steps.last_mut() {
            Some(Step::Commands { expected, .. }) if expected.is_empty() => *expected = owned(),
            other => panic!("no command prints this: {text}\nbefore it: {other:?}"),
        },
        "toml" => {
            let sentence = above.rsplit(". ").next().unwrap_or_default();
            let words = sentence.strip_suffix("`:");
            let file = words.and_then(|words| words.rsplit('`').next());
            let Some(file) = file.filter(|file| file.contains(".toml")) else {
                panic!("which file is this for?\n{above}\n{text}");
            };
            let file = file.to_owned();
            if sentence.contains(" to `") {
                steps.push(Step::Append { file, text });
            } else {
                assert!(sentence.contains("into `"), "{sentence}");
                steps.push(Step::Write { file, text });
            }
        }
        "python" => steps.push(Step::Python { text }),
        other => panic!("a block in {other:?}: nothing to do with it\n{text}"),
    }
}

#[test]
fn a_page_is_read_in_order() {
    let page = Page::read(
        "# Title\n\nSome words. Write this into\n`a.toml`:\n\n```toml\nx = 1\n```\n\nAs `results/a` \
         says. Add a line to `a.toml`:\n\n```toml\ny = 2\n```\n\n```sh\nfirst\nsecond\n```\n\nThis \
         prints\n\n```text\n…done\n```\n",
    );
    let expected = [
        Step::Write {
            file: "a.toml".into(),
            text: "x = 1\n".into(),
        },
        Step::Append {
            file: "a.toml".into(),
            text: "y = 2\n".into(),
        },
        Step::Commands {
            lines: vec!["first".into(), "second".into()],
            expected: vec!["…done".into()],
        },
    ];
    assert_eq!(page.steps, expected);
    assert_eq!(page.quoted("results/"), ["results/a"]);
}
