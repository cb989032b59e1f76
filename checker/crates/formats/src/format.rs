//! The formats by name.

/// A way to write a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// For people.
    Terminal,
    /// The course's own: `checker/schema/grade-v1.schema.json`.
    Json,
    /// `JUnit` XML, as GitLab and most other readers take it.
    Junit,
    /// `JUnit` XML for readers that refuse what Jenkins' schema does not know.
    JunitStrict,
    /// Common Test Report Format (ctrf.io).
    Ctrf,
    /// Annotations of GitHub Actions.
    Github,
    /// Markdown, such as the summary of a job on GitHub Actions.
    Markdown,
    /// The `result.json` of Classroom 50.
    Classroom50,
    /// A step's output for the reporter of GitHub Classroom.
    GithubClassroom,
    /// The `results.json` of Gradescope.
    Gradescope,
    /// The `results.json` of `PrairieLearn`.
    Prairielearn,
    /// A row per lesson, in nbgrader's columns.
    Csv,
}

impl Format {
    /// All of them, in the order of `--help`.
    pub const ALL: [Self; 12] = [
        Self::Terminal,
        Self::Json,
        Self::Junit,
        Self::JunitStrict,
        Self::Ctrf,
        Self::Github,
        Self::Markdown,
        Self::Classroom50,
        Self::GithubClassroom,
        Self::Gradescope,
        Self::Prairielearn,
        Self::Csv,
    ];

    /// The word for it on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Terminal => "terminal",
            Self::Json => "json",
            Self::Junit => "junit",
            Self::JunitStrict => "junit-strict",
            Self::Ctrf => "ctrf",
            Self::Github => "github",
            Self::Markdown => "markdown",
            Self::Classroom50 => "classroom50",
            Self::GithubClassroom => "github-classroom",
            Self::Gradescope => "gradescope",
            Self::Prairielearn => "prairielearn",
            Self::Csv => "csv",
        }
    }

    /// What `--help` says of it.
    pub fn about(self) -> &'static str {
        match self {
            Self::Terminal => "For people",
            Self::Json => "For programs: checker/schema/grade-v1.schema.json",
            Self::Junit => "JUnit XML, with the file and line of each step",
            Self::JunitStrict => "JUnit XML as Jenkins' schema has it",
            Self::Ctrf => "Common Test Report Format (ctrf.io)",
            Self::Github => "Annotations of GitHub Actions",
            Self::Markdown => "A summary, with the schema as a diagram",
            Self::Classroom50 => "The result.json of Classroom 50",
            Self::GithubClassroom => "An output for GitHub Classroom's reporter",
            Self::Gradescope => "The results.json of Gradescope",
            Self::Prairielearn => "The results.json of PrairieLearn",
            Self::Csv => "A row per lesson, in nbgrader's columns",
        }
    }
}
