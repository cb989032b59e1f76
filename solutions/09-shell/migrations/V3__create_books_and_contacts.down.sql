DROP TABLE contacts;
DROP TABLE books;
