use std::path::Path;
use inquit::Model;
use inquit::relate::prepared::Prepared;
use inquit::tag::decode::{self, Scores};
use inquit::tag::features::FEATURES;
use inquit_eval::{gold, train::{self, crf}};
use rayon::prelude::*;
fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut args = std::env::args().skip(1);
    let model = Model::read(std::fs::read(args.next().unwrap())?.into())?;
    let clusters = model.tagger.clusters();
    let load = |f: &str| -> Vec<crf::Chain> {
        gold::load(Path::new(f)).unwrap().par_iter().flat_map_iter(|g| { let p = Prepared::new(&g.text); crf::chains(&p.site(clusters), &train::labels(&p.doc, g)) }).collect()
    };
    let tr = load(&args.next().unwrap());
    let dv = load(&args.next().unwrap());
    let crf = crf::Crf::train(&tr.iter().collect::<Vec<_>>(), &crf::Options::default());
    let rows: Vec<Vec<u32>> = dv.iter().map(|c| crf.rows_of(&c.features)).collect();
    let loss = |off: &[bool; FEATURES]| -> f64 {
        let sums: Vec<f64> = dv.par_iter().zip(&rows).map(|(c, rows)| {
            if c.labels.is_empty() { return 0.0; }
            let rows: Vec<u32> = rows.iter().enumerate().map(|(i, r)| if off[i % FEATURES] { u32::MAX } else { *r }).collect();
            let mut em: Vec<Scores> = Vec::new();
            crf.emissions(&rows, &mut em);
            let (mut s, mut m) = (decode::Scratch::default(), Vec::new());
            decode::marginals(&em, &crf.transitions, &mut s, &mut m);
            // sum of log marginals of the gold labels
            c.labels.iter().zip(&m).map(|(l, m)| -f64::from(m[*l as usize].max(1e-6).ln())).sum()
        }).collect();
        sums.iter().sum()
    };
    let mut off = [false; FEATURES];
    println!("all {:.1}", loss(&off));
    for round in 0..16 {
        let mut best = (f64::INFINITY, 0);
        for t in 0..FEATURES {
            if off[t] { continue; }
            off[t] = true;
            let l = loss(&off);
            if l < best.0 { best = (l, t); }
            off[t] = false;
        }
        off[best.1] = true;
        println!("{round} off {} {:.1}", best.1, best.0);
    }
    Ok(())
}
