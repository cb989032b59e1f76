//! Machine code without the word `unsafe`. The lessons forbid `unsafe_code`, and rustc's lint of this
//! name finds blocks and `extern` blocks, attributes that touch symbols, and `global_asm!`; but not a
//! naked function (Rust 1.95), which safe code may call. Its body is one `naked_asm!`, and no macro
//! can put that name together: where a file does not have it, there is none.

use std::path::Path;

const NAME: &str = "naked_asm";

/// What is graded instead of the content of a file that has machine code: an error of the compiler,
/// in the same line. A file that is not Rust's own is not graded, since Rust can include it.
///
/// # Errors
///
/// Why the file is not graded.
pub(super) fn refuse(path: &Path, content: Vec<u8>) -> Result<Vec<u8>, String> {
    let at = content
        .windows(NAME.len())
        .position(|part| part == NAME.as_bytes());
    let Some(at) = at else {
        return Ok(content);
    };
    if path.extension().is_none_or(|extension| extension != "rs") {
        return Err("it has machine code, which is unsafe".to_owned());
    }
    let lines_before = content[..at].split(|byte| *byte == b'\n').count() - 1;
    let error = format!("compile_error!(\"`{NAME}!` is machine code, which is unsafe\");\n");
    Ok(("\n".repeat(lines_before) + &error).into_bytes())
}

#[cfg(test)]
mod tests {
    use super::refuse;
    use std::path::Path;

    #[test]
    fn machine_code_is_an_error_in_its_line() {
        let (rust, sql) = (Path::new("src/wal.rs"), Path::new("migrations/V1__x.sql"));
        let naked = b"fn f() {\n    naked_asm!(\"ret\") }\n".to_vec();
        let error = "\ncompile_error!(\"`naked_asm!` is machine code, which is unsafe\");\n";
        assert_eq!(refuse(rust, naked.clone()), Ok(error.into()));
        assert!(refuse(sql, naked).is_err());
        let honest = b"fn naked() {}\n".to_vec();
        assert_eq!(refuse(rust, honest.clone()), Ok(honest));
    }
}
