SELECT id, title, descrption AS text FROM books;
