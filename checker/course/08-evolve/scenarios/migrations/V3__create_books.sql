-- `descrption` is how the notes spell it. Nobody saw it in time.
CREATE TABLE books (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    title TEXT NOT NULL,
    descrption TEXT
);
CREATE INDEX ix_books_descrption ON books (descrption);
CREATE VIEW shelf AS SELECT id, title, descrption AS text FROM books;

-- Who has borrowed what.
CREATE TABLE loans (
    id INTEGER PRIMARY KEY,
    book_id INTEGER NOT NULL REFERENCES books(id) ON DELETE CASCADE,
    user_id INTEGER NOT NULL REFERENCES users(id) ON DELETE CASCADE
);
CREATE INDEX ix_loans_book_id ON loans (book_id);
CREATE INDEX ix_loans_user_id ON loans (user_id);
