//! Lanes are numbers of 16 bits side by side in the widest registers of the machine that the program runs on.
//!
//! Each machine does the same arithmetic on whole numbers, so all give the same answer.

#![allow(
    clippy::inline_always,
    reason = "what is not inlined is not compiled for the machine that it runs on"
)]

use wide::{i16x8, i32x4, i32x8};

use super::WIDTH;

/// The numbers of a token, and numbers that belong to them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(align(64))]
pub struct Words(pub [i16; WIDTH]);

impl Words {
    pub const ZERO: Self = Self([0; WIDTH]);
}

/// Registers of 16-bit numbers, a few of which hold the numbers of a token.
pub trait Lanes: Copy {
    /// A part of a token's numbers.
    type Words: Copy;
    /// Half as many numbers of 32 bits.
    type Sums: Copy;

    /// How many numbers [`Self::Words`] has.
    const COUNT: usize;

    /// A part of a token's numbers.
    fn load(self, from: &[i16], part: usize) -> Self::Words;
    /// A part of a row of bytes.
    fn widen(self, from: &[u8; WIDTH], part: usize) -> Self::Words;
    /// Changes a part of a token's numbers.
    fn store(self, part: usize, words: Self::Words, to: &mut Words);
    /// The sum, which must be a number of 16 bits.
    fn add(self, a: Self::Words, b: Self::Words) -> Self::Words;
    /// The sum, or the nearest number of 16 bits.
    fn add_clamped(self, a: Self::Words, b: Self::Words) -> Self::Words;
    /// Sixteen times as much, which must be a number of 16 bits.
    fn sixteen(self, words: Self::Words) -> Self::Words;
    /// The product by 2^15, rounded.
    fn times(self, a: Self::Words, b: Self::Words) -> Self::Words;
    /// What is above 0.
    fn positive(self, words: Self::Words) -> Self::Words;
    /// All the same.
    fn zero(self) -> Self::Words;
    /// Two numbers, over and over.
    fn pair(self, two: [i16; 2]) -> Self::Words;
    /// Some of `numbers`.
    fn sums(self, numbers: &[i32], part: usize) -> Self::Sums;
    /// `sums`, and to each the products of two neighbours.
    fn add_products(self, sums: Self::Sums, a: Self::Words, b: Self::Words) -> Self::Sums;
    /// By two to the power of `bits`, rounded down, or the nearest number of 16 bits: of each four of the first list and then
    /// as many of the second, and so on.
    fn shift(self, sums: [Self::Sums; 2], bits: u32) -> Self::Words;
    /// Changes some of `numbers`.
    fn put(self, part: usize, sums: Self::Sums, numbers: &mut [i32]);
}

/// Lanes that every machine has.
#[derive(Clone, Copy, Debug)]
pub struct Plain;

impl Lanes for Plain {
    type Words = i16x8;
    type Sums = i32x4;

    const COUNT: usize = 8;

    #[inline(always)]
    fn load(self, from: &[i16], part: usize) -> i16x8 {
        i16x8::new(from.as_chunks().0[part])
    }
    #[inline(always)]
    fn widen(self, from: &[u8; WIDTH], part: usize) -> i16x8 {
        i16x8::new(from.as_chunks().0[part].map(|byte: u8| i16::from(byte.cast_signed())))
    }
    #[inline(always)]
    fn store(self, part: usize, words: i16x8, to: &mut Words) {
        to.0.as_chunks_mut().0[part] = words.to_array();
    }
    #[inline(always)]
    fn add(self, a: i16x8, b: i16x8) -> i16x8 {
        a + b
    }
    #[inline(always)]
    fn add_clamped(self, a: i16x8, b: i16x8) -> i16x8 {
        a.saturating_add(b)
    }
    #[inline(always)]
    fn sixteen(self, words: i16x8) -> i16x8 {
        words << 4_i32
    }
    #[inline(always)]
    fn times(self, a: i16x8, b: i16x8) -> i16x8 {
        a.mul_scale_round(b)
    }
    #[inline(always)]
    fn positive(self, words: i16x8) -> i16x8 {
        words.max(i16x8::ZERO)
    }
    #[inline(always)]
    fn zero(self) -> i16x8 {
        i16x8::ZERO
    }
    #[inline(always)]
    fn pair(self, [a, b]: [i16; 2]) -> i16x8 {
        i16x8::new([a, b, a, b, a, b, a, b])
    }
    #[inline(always)]
    fn sums(self, numbers: &[i32], part: usize) -> i32x4 {
        i32x4::new(numbers.as_chunks().0[part])
    }
    #[inline(always)]
    fn add_products(self, sums: i32x4, a: i16x8, b: i16x8) -> i32x4 {
        sums + a.dot(b)
    }
    #[inline(always)]
    fn shift(self, [a, b]: [i32x4; 2], bits: u32) -> i16x8 {
        let [[a, b, c, d], [e, f, g, h]] = [a >> bits, b >> bits].map(i32x4::to_array);
        i16x8::from_i32x8_saturate(i32x8::new([a, b, c, d, e, f, g, h]))
    }
    #[inline(always)]
    fn put(self, part: usize, sums: i32x4, numbers: &mut [i32]) {
        numbers.as_chunks_mut().0[part] = sums.to_array();
    }
}

/// The wider registers that a processor may have.
#[cfg(target_arch = "x86_64")]
mod x86 {
    use core::arch::x86_64::{__m128i, __m256i, __m512i};

    use pulp::cast;
    use pulp::x86::{V3, V4};

    use super::{Lanes, WIDTH, Words};

    /// Lanes of a machine: `$count` numbers in a `$register`, bytes in a `$half` one, and what the machine calls its
    /// operations on numbers of 16 and of 32 bits.
    macro_rules! lanes {
        (
            $machine:ty, $count:literal in $register:ty, $half:ty;
            $words:ident: $widen:ident $add:ident $adds:ident $slli:ident $mulhrs:ident $max:ident $madd:ident $packs:ident;
            $sums:ident: $add_sums:ident $sra:ident
        ) => {
            impl Lanes for $machine {
                type Words = $register;
                type Sums = $register;

                const COUNT: usize = $count;

                #[inline(always)]
                fn load(self, from: &[i16], part: usize) -> $register {
                    cast::<[i16; $count], _>(from.as_chunks().0[part])
                }
                #[inline(always)]
                fn widen(self, from: &[u8; WIDTH], part: usize) -> $register {
                    self.$words.$widen(cast::<[u8; $count], $half>(from.as_chunks().0[part]))
                }
                #[inline(always)]
                fn store(self, part: usize, words: $register, to: &mut Words) {
                    to.0.as_chunks_mut().0[part] = cast::<_, [i16; $count]>(words);
                }
                #[inline(always)]
                fn add(self, a: $register, b: $register) -> $register {
                    self.$words.$add(a, b)
                }
                #[inline(always)]
                fn add_clamped(self, a: $register, b: $register) -> $register {
                    self.$words.$adds(a, b)
                }
                #[inline(always)]
                fn sixteen(self, words: $register) -> $register {
                    self.$words.$slli::<4>(words)
                }
                #[inline(always)]
                fn times(self, a: $register, b: $register) -> $register {
                    self.$words.$mulhrs(a, b)
                }
                #[inline(always)]
                fn positive(self, words: $register) -> $register {
                    self.$words.$max(words, self.zero())
                }
                #[inline(always)]
                fn zero(self) -> $register {
                    cast([0i16; $count])
                }
                #[inline(always)]
                fn pair(self, two: [i16; 2]) -> $register {
                    cast([two; $count / 2])
                }
                #[inline(always)]
                fn sums(self, numbers: &[i32], part: usize) -> $register {
                    cast::<[i32; $count / 2], _>(numbers.as_chunks().0[part])
                }
                #[inline(always)]
                fn add_products(self, sums: $register, a: $register, b: $register) -> $register {
                    self.$sums.$add_sums(sums, self.$words.$madd(a, b))
                }
                #[inline(always)]
                fn shift(self, sums: [$register; 2], bits: u32) -> $register {
                    let bits: __m128i = cast([u64::from(bits), 0]);
                    let [a, b] = sums.map(|sums| self.$sums.$sra(sums, bits));
                    self.$words.$packs(a, b)
                }
                #[inline(always)]
                fn put(self, part: usize, sums: $register, numbers: &mut [i32]) {
                    numbers.as_chunks_mut().0[part] = cast::<_, [i32; $count / 2]>(sums);
                }
            }
        };
    }

    lanes! {
        V3, 16 in __m256i, __m128i;
        avx2: _mm256_cvtepi8_epi16 _mm256_add_epi16 _mm256_adds_epi16 _mm256_slli_epi16 _mm256_mulhrs_epi16
            _mm256_max_epi16 _mm256_madd_epi16 _mm256_packs_epi32;
        avx2: _mm256_add_epi32 _mm256_sra_epi32
    }
    lanes! {
        V4, 32 in __m512i, __m256i;
        avx512bw: _mm512_cvtepi8_epi16 _mm512_add_epi16 _mm512_adds_epi16 _mm512_slli_epi16 _mm512_mulhrs_epi16
            _mm512_max_epi16 _mm512_madd_epi16 _mm512_packs_epi32;
        avx512f: _mm512_add_epi32 _mm512_sra_epi32
    }
}
