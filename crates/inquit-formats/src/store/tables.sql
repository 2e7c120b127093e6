-- What made this file.
CREATE TABLE inquit (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

-- Every article that was read, with or without quotations. `file` and `line` say where.
CREATE TABLE documents (
  id INTEGER PRIMARY KEY, doc_id TEXT NOT NULL, publisher TEXT, published TEXT, title TEXT, url TEXT,
  file TEXT NOT NULL, line INTEGER, quotations INTEGER NOT NULL
);

-- Further fields that were kept of an article.
CREATE TABLE fields (
  document INTEGER NOT NULL REFERENCES documents (id), name TEXT NOT NULL, value TEXT NOT NULL,
  PRIMARY KEY (document, name)
) WITHOUT ROWID;

-- One row a name, class and identifier, over all documents.
CREATE TABLE speakers (id INTEGER PRIMARY KEY, name TEXT NOT NULL, class TEXT NOT NULL, speaker_id TEXT);
CREATE UNIQUE INDEX speakers_by_name ON speakers (name, class, ifnull(speaker_id, ''));

-- One row a name and identifier.
CREATE TABLE outlets (id INTEGER PRIMARY KEY, name TEXT NOT NULL, outlet_id TEXT);
CREATE UNIQUE INDEX outlets_by_name ON outlets (name, ifnull(outlet_id, ''));

CREATE TABLE quotations (
  id INTEGER PRIMARY KEY, document INTEGER NOT NULL REFERENCES documents (id), quote_id TEXT NOT NULL,
  kind TEXT NOT NULL, text TEXT NOT NULL, content_start INTEGER NOT NULL, content_end INTEGER NOT NULL,
  cue TEXT, cue_start INTEGER, cue_end INTEGER, source TEXT, source_start INTEGER, source_end INTEGER,
  speaker INTEGER REFERENCES speakers (id), speaker_role TEXT, speaker_pronoun TEXT, speakers TEXT,
  addressee TEXT, outlet INTEGER REFERENCES outlets (id), outlet_inherited INTEGER, channel TEXT, said_on TEXT,
  negated INTEGER NOT NULL, confidence REAL NOT NULL, rule TEXT NOT NULL
);

-- Where the content stands: one row a span.
CREATE TABLE spans (
  quotation INTEGER NOT NULL REFERENCES quotations (id), position INTEGER NOT NULL,
  start INTEGER NOT NULL, end INTEGER NOT NULL, PRIMARY KEY (quotation, position)
) WITHOUT ROWID;

-- The same columns as CSV.
CREATE VIEW records AS
SELECT
  q.id, d.doc_id, q.quote_id, d.publisher, d.published, d.title, d.url, q.kind, q.text,
  q.content_start, q.content_end,
  (SELECT group_concat(start || '-' || end, ';')
   FROM (SELECT start, end FROM spans WHERE quotation = q.id ORDER BY position)) AS content_spans,
  q.cue, q.cue_start, q.cue_end, q.source, q.source_start, q.source_end,
  s.name AS speaker, s.speaker_id, s.class AS speaker_class, q.speaker_role, q.speaker_pronoun, q.speakers,
  q.addressee, o.name AS outlet, o.outlet_id, q.outlet_inherited, q.channel, q.said_on,
  q.negated, q.confidence, q.rule
FROM quotations AS q
JOIN documents AS d ON d.id = q.document
LEFT JOIN speakers AS s ON s.id = q.speaker
LEFT JOIN outlets AS o ON o.id = q.outlet;

-- The quoted words: SELECT records.* FROM words JOIN records ON records.id = words.rowid WHERE words MATCH 'tide gates'
CREATE VIRTUAL TABLE words USING fts5 (
  text, content = 'quotations', content_rowid = 'id', tokenize = 'unicode61 remove_diacritics 2'
);
