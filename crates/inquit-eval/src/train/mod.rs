//! Training: from gold documents to the weights that ship.

pub mod link;
