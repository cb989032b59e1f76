DROP TABLE loans;
DROP VIEW shelf;
DROP TABLE books;
