INSERT INTO words (words) VALUES ('rebuild');
CREATE INDEX documents_by_doc_id ON documents (doc_id);
CREATE INDEX quotations_by_document ON quotations (document);
CREATE INDEX quotations_by_speaker ON quotations (speaker);
CREATE INDEX quotations_by_outlet ON quotations (outlet);
COMMIT;
