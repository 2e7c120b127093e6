//! A code is a word of at most 16 bytes as one number, letter case set aside: words are compared in one step, and with
//! a list of words without a branch a word.

use inquit_tokenizer::Token;

/// Codes of words that are compared with others: `listed!["said", "told"]`.
macro_rules! listed {
    ($($word:literal),+ $(,)?) => { const { &$crate::lexicon::codes([$($word),+]) } };
}
pub(crate) use listed;

/// The longest word that has a code, in bytes.
const LONGEST: usize = 16;
/// Bit 5 of each byte, which parts small letters from capitals.
const FOLD: u128 = 0x2020_2020_2020_2020_2020_2020_2020_2020;

/// The bits of a word of so many bytes: a table costs less than a shift of 128 bits.
const KEPT: [u128; LONGEST + 1] = {
    let mut kept = [0; LONGEST + 1];
    let mut length = 1;
    while length <= LONGEST {
        kept[length] = u128::MAX >> (128 - 8 * length);
        length += 1;
    }
    kept
};

/// A word as one number; 0 where it is longer than 16 bytes.
pub(crate) const fn code(word: &str) -> u128 {
    let bytes = word.as_bytes();
    if bytes.len() > LONGEST {
        return 0;
    }
    let (mut code, mut at) = (0, bytes.len());
    while at > 0 {
        at -= 1;
        code = code << 8 | (bytes[at] | 0x20) as u128;
    }
    code
}

/// The codes of words that are known when compiled.
pub(crate) const fn codes<const N: usize>(words: [&str; N]) -> [u128; N] {
    let mut codes = [0; N];
    let mut at = 0;
    while at < N {
        assert!(!words[at].is_empty() && words[at].len() <= LONGEST);
        codes[at] = code(words[at]);
        at += 1;
    }
    codes
}

/// The code of the word of a token.
#[inline]
pub(crate) fn code_of(text: &str, token: Token) -> u128 {
    let (start, length) = (token.start as usize, token.span().len() as usize);
    // Words that are too long and those at a text's end are few: one test finds both.
    match text.as_bytes().get(start..start + LONGEST).and_then(<[u8]>::first_chunk) {
        Some(bytes) if length.wrapping_sub(1) < LONGEST => {
            (u128::from_le_bytes(*bytes) | FOLD) & KEPT[length]
        }
        _ => code(token.text(text)),
    }
}

/// Whether a code is one of these.
#[inline]
pub(crate) fn is_any(code: u128, codes: &[u128]) -> bool {
    codes.iter().fold(false, |any, one| any | (*one == code))
}

#[cfg(test)]
mod tests {
    use super::*;
    use inquit_tokenizer::Document;

    #[test]
    fn words_have_the_same_code_wherever_they_stand() {
        for text in ["Said", "“Said she”", "he said that it was so and so", "conservationists congresswoman"]
        {
            let doc = Document::new(text);
            for token in doc.tokens() {
                assert_eq!(code_of(text, *token), code(&token.text(text).to_uppercase()), "{text}");
            }
        }
        assert!(is_any(code("SAID"), listed!["told", "said"]) && !is_any(code("sai"), listed!["said"]));
        assert_eq!(code("a-word-that-is-too-long"), 0);
    }
}
