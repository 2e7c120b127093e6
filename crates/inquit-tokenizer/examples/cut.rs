//! Prints how a text from standard input is cut: one sentence a line, tokens apart by `|`, a blank line between
//! paragraphs.

use std::io::Read;

use inquit_tokenizer::Document;

fn main() -> std::io::Result<()> {
    let mut text = String::new();
    std::io::stdin().read_to_string(&mut text)?;
    let doc = Document::new(&text);
    for paragraph in doc.paragraphs() {
        for sentence in &doc.sentences()[paragraph.sentences.range()] {
            let words: Vec<&str> =
                doc.tokens()[sentence.tokens.range()].iter().map(|t| t.text(&text)).collect();
            println!("{}", words.join("|"));
        }
        println!();
    }
    println!("{:?}", doc.layout());
    Ok(())
}
