//! A code is a word as one number, letter case set aside: half of the hash that each token's word has anyway, so that
//! words are compared without a look at the text, and with a list of words without a branch a word.
//!
//! Two words share a code about once in four thousand million pairs; listed words never do.

use super::table::hash_of;

/// Codes of words that are compared with others: `listed!["said", "told"]`.
macro_rules! listed {
    ($($word:literal),+ $(,)?) => { const { &$crate::lexicon::codes([$($word),+]) } };
}
pub(crate) use listed;

/// A word as one number, letter case set aside.
pub(crate) type Code = u32;

/// The code of the word with this hash.
#[inline]
pub(crate) const fn code_of(hash: u64) -> Code {
    hash as Code
}

/// The code of a word that is known when compiled.
pub(crate) const fn code(word: &str) -> Code {
    code_of(hash_of(word))
}

/// The codes of words that are known when compiled; no two of them are alike.
pub(crate) const fn codes<const N: usize>(words: [&str; N]) -> [Code; N] {
    let mut codes = [0; N];
    let mut at = 0;
    while at < N {
        assert!(!words[at].is_empty());
        codes[at] = code(words[at]);
        at += 1;
    }
    codes
}

/// Whether a code is one of these.
#[inline]
pub(crate) fn is_any(code: Code, codes: &[Code]) -> bool {
    codes.iter().fold(false, |any, one| any | (*one == code))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lexicon::Sheet;
    use inquit_tokenizer::Document;

    #[test]
    fn words_have_the_same_code_wherever_they_stand() {
        for text in ["Said", "“Said she”", "he said that it was so and so", "conservationists congresswoman"]
        {
            let doc = Document::new(text);
            for (token, hash) in doc.tokens().iter().zip(Sheet::new(&doc).hashes) {
                assert_eq!(code_of(hash), code(&token.text(text).to_uppercase()), "{text}");
            }
        }
        assert!(is_any(code("SAID"), listed!["told", "said"]) && !is_any(code("sai"), listed!["said"]));
        assert_ne!(code("a-word-that-is-quite-long"), code("a-word-that-is-quite-longer"));
    }

    #[test]
    fn codes_differ_as_words_do() {
        let words = ["a", "b", "ab", "ba", "abc", "abd", "abcd", "abcde", "abcdefg", "abcdefgh", "abcdefghi"];
        for (i, word) in words.iter().enumerate() {
            assert_eq!(code(word), code(&word.to_uppercase()));
            assert!(words[..i].iter().all(|other| code(other) != code(word)), "{word}");
        }
    }
}
