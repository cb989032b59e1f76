-- Nothing is copied and nothing is dropped: the column gets another name, and the index and the
-- view that use it follow. The index keeps its own name, which nobody reads.
ALTER TABLE books RENAME COLUMN descrption TO description;
