//! Articles in, attribution records out: readers, sinks and the parallel pipeline between them.
//!
//! A reader cuts its input into batches, workers parse, extract and write each batch into memory, and one writer
//! puts the batches out in input order. Memory is bounded by the batches in flight.

mod article;
mod problem;
mod buffers;
pub mod read;
pub mod offsets;
pub mod json;
pub mod mask_state;
pub mod record;
pub mod cells;
mod origin;
pub mod quotation;
pub mod checked;
pub mod corrections;
pub mod people;
pub mod tally;
pub mod dedup;
pub mod firsts;
pub mod sink;
pub mod guard;
pub mod journal;
pub mod since;
pub mod sample;
pub mod pipeline;
pub mod part;
pub mod store;

pub use article::{Article, Place, Repair};
pub use buffers::Buffers;
pub use firsts::{Firsts, firsts};
pub use journal::{Journal, Keeper, Mark, Saved};
pub use offsets::{Offsets, Unit};
pub use origin::{Origin, VERSION};
pub use part::Part;
pub use pipeline::{
    Counts, Destination, Extract, Job, Listener, LongRun, Only, Threads, each, extract_long, extract_to, fold,
};
pub use problem::{Error, ErrorKind, Problem};
pub use quotation::{Quotation, QuotationFormat, quotations};
pub use read::fields::{Field, FieldNames};
pub use read::files::Batches;
pub use read::list::list;
pub use read::{Batch, InputFormat, ReadOptions};
pub use record::QuoteRecord;
pub use sample::sample;
pub use since::Since;
pub use sink::{OutputFormat, Schema, Sink, SinkWriter};
pub use store::StoreFormat;
